using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts.Masks;

/// <summary>An event and what came of it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Transition">What came of it.</param>
/// <param name="IsChanged">Whether something in the event was hidden, so that something else may come of it.</param>
internal readonly record struct Deed<TState, TEvent, TEffect>(TEvent Event, Transition<TState, TEffect> Transition, bool IsChanged)
    where TEffect : class;

/// <summary>
/// Hides what must not be written down before it is. As long as nothing had to be hidden, what is written is what happened. From the first replaced octet on a
/// second machine lives through what is written, and its effects are written, so that the transcript can be done again.
/// </summary>
/// <remarks>
/// A secret may arrive in pieces. While the octets that came last may be the beginning of one, events are held back, up to a bound; beyond it
/// that beginning is hidden as if it were one.
/// </remarks>
internal sealed class Redactor<TConfig, TState, TEvent, TEffect>(Machine<TConfig, TState, TEvent, TEffect> machine, Masking masking, SecretTexts secrets)
    where TState : class
    where TEvent : class
    where TEffect : class
{
    private const int MostHeld = 1_000;
    private const int MostHeldOctets = 1 << 20;

    private readonly ArrayBufferWriter<byte> _json = new();
    private readonly ProbeSink _probe = new(secrets);
    private readonly List<Deed<TState, TEvent, TEffect>> _held = [];
    private FrameScanner _scanner = new(masking);
    private byte[] _begun = [];
    private long _transport;
    private int _heldOctets;
    private TState? _last;
    private TState? _shadow;

    /// <summary>Whether there is nothing to hide.</summary>
    public bool IsIdle => masking.IsNone && secrets.IsEmpty;

    /// <summary>The state as it is written down at the beginning of a file.</summary>
    public TState Begin(TState state)
    {
        _last = state;
        _shadow = null;
        _begun = [];
        if (state is ConnectionState.WithTransport over && DecoderOf(over) is { } decoder)
            (_scanner, _transport) = (FrameScanner.Within(masking, decoder), over.Transport);
        else
            (_scanner, _transport) = (new(masking), 0);
        if (masking.IsNone && !Holds(machine.State, state))
            return state;
        _shadow = Hide(machine.State, state, masking.Kept(null));
        return _shadow;
    }

    /// <summary>A configuration as it is written down.</summary>
    public TConfig Hide(TConfig config) => IsIdle ? config : Hide(machine.Config, config, 0);

    /// <summary>Takes an event; what may be written down by now is put at the end of a list.</summary>
    public void Take(TEvent @event, Transition<TState, TEffect> transition, List<Deed<TState, TEvent, TEffect>> ready)
    {
        _held.Add(new(@event, transition, false));
        if (@event is ConnectionEvent.BytesReceived received)
            _heldOctets += received.Octets.Length;
        if (_held.Count < MostHeld && _heldOctets < MostHeldOctets && OpenEnd() > 0)
            return;
        Release(ready);
    }

    /// <summary>Nothing follows: what was held back is written down.</summary>
    public void Release(List<Deed<TState, TEvent, TEffect>> ready)
    {
        if (_held.Count == 0)
            return;
        if (!secrets.IsEmpty)
            HideReceived();
        foreach (var deed in _held)
            ready.Add(Redact(deed));
        _held.Clear();
        _heldOctets = 0;
    }

    private Deed<TState, TEvent, TEffect> Redact(Deed<TState, TEvent, TEffect> deed)
    {
        var shown = Redact(deed.Event);
        if (ReferenceEquals(shown, deed.Event) && !deed.IsChanged && _shadow is null)
        {
            _last = deed.Transition.State;
            return deed;
        }

        var transition = machine.Step(_shadow ?? _last!, shown);
        _shadow = transition.State;
        return new(shown, transition, true);
    }

    private TEvent Redact(TEvent @event) => @event switch
    {
        ConnectionEvent.BytesReceived received => masking.IsNone ? @event : (TEvent)(object)Mask(received),
        ConnectionEvent.Written or ConnectionEvent.Taken or ConnectionEvent.Tick => @event,
        ConnectionEvent.Ordered { Order: SessionEvent.Send send } when !masking.IsNone => HideEvent(@event, masking.Kept(send.Headers.Add(HeaderNames.Destination, send.Destination))),
        _ => !masking.IsNone || Holds(machine.Event, @event) ? HideEvent(@event, int.MaxValue) : @event,
    };

    private TEvent HideEvent(TEvent @event, int kept) => machine.Stamp(Hide(machine.Event, @event, kept), machine.At(@event));

    private ConnectionEvent.BytesReceived Mask(ConnectionEvent.BytesReceived received)
    {
        if (received.Transport != _transport)
            (_scanner, _transport) = (new(masking), received.Transport);
        var octets = received.Octets.ToArray();
        _scanner.Mask(octets);
        return received with { Octets = Payload.Wrap(octets) };
    }

    /// <summary>Hides secrets in what was received last, over the borders of its pieces.</summary>
    private void HideReceived()
    {
        var transport = 0L;
        var whole = new List<byte>();
        var pieces = new List<int>();
        for (var i = 0; i < _held.Count; i++)
        {
            if (_held[i].Event is not ConnectionEvent.BytesReceived received)
                continue;
            if (received.Transport != transport && pieces.Count > 0)
                HidePieces(whole, pieces);
            if (received.Transport != transport)
                whole.AddRange(_begun);
            transport = received.Transport;
            whole.AddRange(received.Octets.Span);
            pieces.Add(i);
        }

        HidePieces(whole, pieces);
    }

    private void HidePieces(List<byte> whole, List<int> pieces)
    {
        if (pieces.Count == 0)
            return;
        var octets = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(whole);
        var open = secrets.Open(octets);
        if (open > 0 || secrets.IsIn(octets))
        {
            byte[] begun = [.. octets[^open..]];
            secrets.Hide(octets);
            octets[^open..].Fill((byte)'*');
            PutBack(octets[_begun.Length..], pieces);
            _begun = begun;
        }
        else
        {
            _begun = [];
        }

        whole.Clear();
        pieces.Clear();
    }

    private void PutBack(ReadOnlySpan<byte> octets, List<int> pieces)
    {
        foreach (var place in pieces)
        {
            var received = (ConnectionEvent.BytesReceived)(object)_held[place].Event;
            var piece = octets[..received.Octets.Length];
            octets = octets[piece.Length..];
            if (!piece.SequenceEqual(received.Octets.Span))
                _held[place] = _held[place] with { Event = (TEvent)(object)(received with { Octets = Payload.Copy(piece) }), IsChanged = true };
        }
    }

    /// <summary>How many octets of what came last may be the beginning of a secret.</summary>
    private int OpenEnd()
    {
        if (secrets.IsEmpty)
            return 0;
        for (var i = _held.Count - 1; i >= 0; i--)
        {
            if (_held[i].Event is not ConnectionEvent.BytesReceived received)
                continue;
            // Pieces that are shorter than a secret belong together.
            var open = secrets.Open(received.Octets.Span);
            return open > 0 || received.Octets.Length >= LongestSecret() ? open : OpenEndOfAll(received.Transport);
        }

        return 0;
    }

    private int OpenEndOfAll(long transport)
    {
        var all = new List<byte>(_begun);
        foreach (var deed in _held)
        {
            if (deed.Event is ConnectionEvent.BytesReceived received && received.Transport == transport)
                all.AddRange(received.Octets.Span);
        }

        return secrets.Open(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all));
    }

    private int LongestSecret()
    {
        var longest = 0;
        foreach (var pattern in secrets.Patterns)
            longest = Math.Max(longest, pattern.Length);
        return longest;
    }

    private bool Holds<T>(Shape<T> shape, T value)
    {
        if (secrets.IsEmpty)
            return false;
        _probe.Clear();
        shape.Write(_probe, value);
        return _probe.HasFound;
    }

    private T Hide<T>(Shape<T> shape, T value, int kept)
    {
        _json.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_json))
            shape.Write(new MaskingSink(json, masking, secrets) { Kept = kept }, value);
        using var document = JsonDocument.Parse(_json.WrittenMemory);
        return shape.Read(document.RootElement);
    }

    private static DecoderState? DecoderOf(ConnectionState.WithTransport state) => state switch
    {
        ConnectionState.Connected it => it.Session.Decoder,
        ConnectionState.Closing it => it.Session.Decoder,
        ConnectionState.Connecting { Session: SessionState.Connecting it } => it.Decoder,
        _ => null,
    };
}
