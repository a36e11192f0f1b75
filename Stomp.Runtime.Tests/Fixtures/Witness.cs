using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// What a broker and the system themselves say, without help of the product: RabbitMQ by its management command, ActiveMQ, which has none here,
/// by a foreign client that browses.
/// </summary>
internal static class Witness
{
    /// <summary>How many messages lie in a queue, those delivered and not acknowledged included.</summary>
    public static async Task<int> MessagesAsync(BrokerInstance broker, string queue, string host = "/") => broker switch
    {
        RabbitMqBroker rabbit => (await QueueAsync(rabbit, queue, host)).Messages,
        ActiveMqBroker => (await new ForeignClient(broker.Port).BrowseAsync(queue)).Count,
        _ => throw new ArgumentOutOfRangeException(nameof(broker)),
    };

    /// <summary>What RabbitMQ counts in a queue; nothing when there is none.</summary>
    public static async Task<(int Messages, int Unacknowledged, int Consumers)> QueueAsync(RabbitMqBroker broker, string queue, string host = "/")
    {
        var name = queue.Replace("/queue/", "", StringComparison.Ordinal);
        var lines = await broker.ControlAsync("list_queues", "-p", host, "name", "messages", "messages_unacknowledged", "consumers");
        var found = lines.Split('\n').Select(line => line.Split('\t')).SingleOrDefault(fields => fields[0] == name);
        return found is null ? default : (Number(found[1]), Number(found[2]), Number(found[3]));
    }

    /// <summary>
    /// How many messages a quorum queue of RabbitMQ holds, those delivered and not acknowledged included. The broker's list shows what was counted seconds
    /// ago, so the queue itself is asked.
    /// </summary>
    public static async Task<int> QuorumAsync(RabbitMqBroker broker, string queue) => Number(await broker.ControlAsync("eval", $$"""
        {ok, Queue} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"{{queue["/queue/".Length..]}}">>)),
        {ok, {_, Total}, _} = ra:local_query(amqqueue:get_pid(Queue), fun rabbit_fifo:query_messages_total/1),
        Total.
        """));

    /// <summary>Protocol, virtual host and user of the connection that RabbitMQ has from a port, as Erlang writes them; an empty list when it has none.</summary>
    public static Task<string> ConnectionAsync(RabbitMqBroker broker, int clientPort) => broker.ControlAsync(
        "eval",
        $"[{{proplists:get_value(protocol, I), proplists:get_value(vhost, I), proplists:get_value(user, I)}} || {{_, I}} <- ets:tab2list(connection_created), proplists:get_value(peer_port, I) =:= {clientPort}].");

    /// <summary>The ends of connections to a port on this machine that are open, as the system lists them: the ports of the clients.</summary>
    public static async Task<IReadOnlyList<int>> ClientsAsync(int port)
    {
        var lines = await Command.RunAsync("ss", "-Htn", "state", "established", "sport", $"= :{port}");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3].Split(':')[^1]))];
    }

    /// <summary>Looks until it is so, or fails the test.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var until = Environment.TickCount64 + 60_000; !await holds();)
        {
            if (Environment.TickCount64 > until) throw new TimeoutException($"it did not come about: {what}");
            await Task.Delay(50);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
