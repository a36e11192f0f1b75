using System;
using System.IO;
using System.IO.Compression;

namespace Stomp.Runtime.Recording;

/// <summary>One file of a recording. What was written is with the system at once; nothing is kept back here.</summary>
internal sealed class RecordingFile : IDisposable
{
    private readonly FileStream _file;
    private readonly GZipStream? _zip;
    private long _whole;

    private RecordingFile(FileStream file, bool compress)
    {
        _file = file;
        _zip = compress ? new(file, CompressionLevel.Fastest, leaveOpen: true) : null;
    }

    /// <summary>Octets in the file.</summary>
    public long Length => _file.Position;

    /// <summary>A file that was not there.</summary>
    public static RecordingFile Create(string path, bool compress)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        return new(new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0), compress);
    }

    /// <summary>Writes whole lines.</summary>
    public void Write(ReadOnlySpan<byte> lines)
    {
        if (_zip is null)
        {
            _file.Write(lines);
        }
        else
        {
            _zip.Write(lines);
            _zip.Flush();
        }

        _whole = _file.Position;
    }

    /// <summary>Writes lines in the place of what was written last, which did not go in whole.</summary>
    public void WriteLast(ReadOnlySpan<byte> lines)
    {
        if (_zip is not null)
            return;
        _file.SetLength(_whole);
        _file.Position = _whole;
        _file.Write(lines);
        _whole = _file.Position;
    }

    public void Dispose()
    {
        try
        {
            _zip?.Dispose();
        }
        finally
        {
            _file.Dispose();
        }
    }
}
