using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Stomp.Pure.Pools;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;
using Stomp.Runtime.Diagnostics;

namespace Stomp.Runtime.Pooling;

/// <summary>Counts what happens in a pool, from its events and effects alone. The loop counts, anybody reads.</summary>
internal sealed class PoolTally
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Endpoint> _members = [];
    private readonly Dictionary<Endpoint, PoolEndpointStatistics> _endpoints = [];
    private readonly List<Endpoint> _order = [];
    private PoolStatistics _sums = new();

    public PoolTally(ValueList<Endpoint> endpoints)
    {
        foreach (var endpoint in endpoints)
        {
            if (_endpoints.TryAdd(endpoint, new(endpoint, 0, 0, 0, 0, 0)))
                _order.Add(endpoint);
        }
    }

    public PoolStatistics Read()
    {
        lock (_lock)
            return _sums with { Endpoints = ValueList.From(_order.Select(endpoint => _endpoints[endpoint])) };
    }

    public void Count(PoolEvent @event)
    {
        lock (_lock)
        {
            switch (@event)
            {
                case PoolEvent.Return:
                    _sums = _sums with { Returned = _sums.Returned + 1 };
                    break;
                case PoolEvent.MemberOpened opened when _members.TryGetValue(opened.Member, out var endpoint):
                    _endpoints[endpoint] = _endpoints[endpoint] with { Opened = _endpoints[endpoint].Opened + 1 };
                    PoolMeter.Count(endpoint, "opened");
                    break;
                case PoolEvent.MemberFailed failed when _members.Remove(failed.Member, out var endpoint):
                    _endpoints[endpoint] = _endpoints[endpoint] with { Failed = _endpoints[endpoint].Failed + 1 };
                    PoolMeter.Count(endpoint, "failed");
                    break;
                case PoolEvent.MemberLost lost when _members.Remove(lost.Member, out var endpoint):
                    _endpoints[endpoint] = _endpoints[endpoint] with { Lost = _endpoints[endpoint].Lost + 1 };
                    PoolMeter.Count(endpoint, "lost");
                    break;
                case PoolEvent.MemberClosed closed when _members.Remove(closed.Member, out var endpoint):
                    _endpoints[endpoint] = _endpoints[endpoint] with { Closed = _endpoints[endpoint].Closed + 1 };
                    PoolMeter.Count(endpoint, "closed");
                    break;
            }
        }
    }

    public void Count(PoolEffect effect)
    {
        lock (_lock)
        {
            switch (effect)
            {
                case PoolEffect.OpenMember open:
                    _members[open.Member] = open.Endpoint;
                    _endpoints[open.Endpoint] = _endpoints[open.Endpoint] with { Attempts = _endpoints[open.Endpoint].Attempts + 1 };
                    break;
                case PoolEffect.Granted granted:
                    var longest = TimeSpan.FromTicks(Math.Max(_sums.LongestWait.Ticks, granted.Waited.Ticks));
                    _sums = _sums with { Leased = _sums.Leased + 1, Waited = _sums.Waited + granted.Waited, LongestWait = longest };
                    PoolMeter.Waited(granted.Waited, "granted");
                    break;
                case PoolEffect.Refused { Why: PoolRefusal.TimedOut timedOut }:
                    _sums = _sums with { TimedOut = _sums.TimedOut + 1 };
                    PoolMeter.Waited(timedOut.Limit, "timed-out");
                    break;
                case PoolEffect.Refused { Why: PoolRefusal.Abandoned }:
                    _sums = _sums with { Cancelled = _sums.Cancelled + 1 };
                    break;
                case PoolEffect.Refused:
                    _sums = _sums with { Refused = _sums.Refused + 1 };
                    break;
            }
        }
    }
}
