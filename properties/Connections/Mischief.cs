using System.Collections.Generic;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Connections;

/// <summary>What a broken broker does to one message.</summary>
public enum Mischief
{
    None,
    Drop,
    Double,
    Swap,
}

/// <summary>Does one mischief to the effects of a broker.</summary>
/// <param name="mischief">Which.</param>
/// <param name="victim">To which MESSAGE, counted from 0.</param>
internal sealed class Mischiefmaker(Mischief mischief, int victim)
{
    private int _messages;
    private BrokerEffect.Transmit? _held;

    public IEnumerable<BrokerEffect> Treat(IEnumerable<BrokerEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (mischief == Mischief.None || effect is not BrokerEffect.Transmit { Frame.Command: Command.Message } message)
            {
                yield return effect;
                continue;
            }

            if (_messages++ == victim)
            {
                if (mischief == Mischief.Swap)
                    _held = message;
                if (mischief == Mischief.Double)
                    yield return message;
                if (mischief != Mischief.Double)
                    continue;
            }

            yield return message;
            if (_held is { } held && held.Link == message.Link && held != message)
            {
                _held = null;
                yield return held;
            }
        }
    }
}
