using System.CommandLine;
using Stomp.Cli.Commands;

var root = new RootCommand("STOMP 1.0, 1.1 and 1.2 from the command line.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    SendCommand.Create(),
    ListenCommand.Create(),
    DecodeCommand.Create(),
    EncodeCommand.Create(),
    ReplayCommand.Create(),
    SimulateCommand.Create(),
    BenchCommand.Create(),
};
return await Invocation.RunAsync(root, args).ConfigureAwait(false);
