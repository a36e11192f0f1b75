using System;
using System.Globalization;

namespace Stomp.Cli.Simulating;

/// <summary>A bar on stderr, where that is a terminal.</summary>
internal sealed class Progress(ulong all)
{
    private const int Width = 40;

    private readonly bool _isShown = !Console.IsErrorRedirected;
    private int _shown = -1;

    public void Show(ulong done, int failed)
    {
        if (!_isShown || (int)(done * 1000 / all) == _shown)
            return;
        _shown = (int)(done * 1000 / all);
        var filled = (int)(done * Width / all);
        Console.Error.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r[{new string('#', filled)}{new string('.', Width - filled)}] {done}/{all}{(failed == 0 ? "" : $", {failed} failed")} "));
    }

    public void Clear()
    {
        if (_isShown)
            Console.Error.Write("\r" + new string(' ', Width + 40) + "\r");
    }
}
