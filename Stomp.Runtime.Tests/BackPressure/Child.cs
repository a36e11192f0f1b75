using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>A client in a process of its own, whose memory is nobody else's. It reports by lines of text and ends with one of JSON.</summary>
internal sealed class Child : IAsyncDisposable
{
    public const string Ready = "ready";
    public const string Go = "go";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Child(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static Child Start(string role, params IReadOnlyList<int> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, typeof(Child).Assembly.GetName().Name + ".dll"));
        start.ArgumentList.Add(role);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
        return new(Process.Start(start)!);
    }

    public async Task ExpectAsync(string word)
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        if (line != word)
            throw new InvalidOperationException($"the child said '{line}' instead of '{word}'; {await FarewellAsync()}");
    }

    public Task SayAsync(string word) => _process.StandardInput.WriteLineAsync(word).WaitAsync(Patience);

    public async Task<Report> ReportAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode == 0 && line is not null
            ? JsonSerializer.Deserialize<Report>(line)!
            : throw new InvalidOperationException($"the child said '{line}'; {await FarewellAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> FarewellAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        return $"it ended with {_process.ExitCode}: {await _errors.WaitAsync(Patience)}";
    }
}
