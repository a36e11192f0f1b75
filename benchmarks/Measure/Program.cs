using System.Globalization;
using Stomp.Benchmarks.Measure;
using Stomp.Benchmarks.Measure.EndToEnd;

// Before anything else is loaded: start-up is measured against this. The others are what this program starts of itself, too.
switch (args)
{
    case ["nothing"]:
        return 0;
    case ["connected"]:
        await StartUp.HereAsync();
        return 1;
    case ["loaded"]:
        await StartUp.LoadedAsync();
        return 0;
    case ["rest", var broker, var count]:
        await Rest.HereAsync(broker, int.Parse(count, CultureInfo.InvariantCulture));
        return 1;
    case ["body", var size]:
        await Bodies.HereAsync(long.Parse(size, CultureInfo.InvariantCulture));
        return 1;
    default:
        return await Commands.RunAsync(args);
}
