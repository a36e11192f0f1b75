using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Three RabbitMQ nodes that form a cluster, each with a life of its own. Users as those of <see cref="RabbitMqBroker"/>.</summary>
public sealed class RabbitMqCluster : IAsyncDisposable
{
    private const int Size = 3;

    private RabbitMqCluster(IReadOnlyList<RabbitMqBroker> nodes) => Nodes = nodes;

    public IReadOnlyList<RabbitMqBroker> Nodes { get; }

    /// <summary>A cluster of one's own, to disturb at will; some 15 s and more on a busy machine.</summary>
    public static async Task<RabbitMqCluster> StartAsync()
    {
        // all nodes find each other through one port mapper; it outlives the node that started it
        var portMapper = LoopbackPorts.Take(1)[0];
        var ports = Enumerable.Range(0, Size).Select(_ => new RabbitMqPorts([.. LoopbackPorts.Take(RabbitMqPorts.Count - 1), portMapper])).ToList();
        var cookie = RabbitMqFiles.Cookie();
        var nodes = new List<RabbitMqBroker>();
        var cluster = new RabbitMqCluster(nodes);
        try
        {
            foreach (var own in ports)
                nodes.Add(await RabbitMqBroker.PrepareNodeAsync(own, cookie, Configuration(ports, isFirst: nodes.Count == 0), ownsPortMapper: nodes.Count == 0));
            // the first founds the cluster, the others join it
            await nodes[0].StartAsync();
            await Task.WhenAll(nodes.Skip(1).Select(node => node.StartAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // the first one's folder holds the port mapper
        foreach (var node in Nodes.Reverse())
            await node.DisposeAsync();
    }

    private static string Configuration(List<RabbitMqPorts> all, bool isFirst)
    {
        var names = all.Select((ports, i) => $"cluster_formation.classic_config.nodes.{i + 1} = {RabbitMqBroker.NameOf(ports)}");
        return $"""
            cluster_formation.peer_discovery_backend = classic_config
            {string.Join('\n', names)}
            # the first must not look for others at length, nobody is there yet; they wait for it
            cluster_formation.discovery_retry_limit = {(isFirst ? 1 : 60)}
            cluster_formation.discovery_retry_interval = 250
            cluster_partition_handling = ignore
            """;
    }
}
