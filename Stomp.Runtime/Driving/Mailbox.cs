using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Driving;

/// <summary>Whose mail is in a mailbox. No two of these calls run at once.</summary>
internal interface ITakesMail
{
    /// <summary>Takes one piece.</summary>
    void Take(Mail mail);

    /// <summary>What is done once for all that was taken.</summary>
    void Settle();

    /// <summary>One of the others threw, which is our own bug: everybody who waits must learn of it.</summary>
    void Crash(Exception exception);
}

/// <summary>
/// What waits for a loop, and whose turn it is to take it: one thread's at a time. Whoever posts while nobody has the turn takes it, and hands it to the
/// pool when more comes in than is his to do. Where turns are not free, each is begun where they are taken.
/// </summary>
internal sealed class Mailbox(ITakesMail owner, Turns turns) : IThreadPoolWorkItem
{
    private const int BatchSize = 256;

    // Times to look again for the turn, the last of them behind other threads.
    private const int Patience = 20;

    private readonly ConcurrentQueue<Mail> _mail = new();
    private int _turn;
    private int _taken;

    /// <summary>Has something taken, at once if nobody has the turn.</summary>
    public void Post(Mail mail)
    {
        // Octets wait for the turn: whoever reads them has nothing else to do.
        if (turns.AreFree && _mail.IsEmpty && (mail.Kind == MailKind.Received ? TryTakeTurnSoon() : TryTakeTurn()))
        {
            Take(mail);
            Leave();
            return;
        }

        _mail.Enqueue(mail);
        if (TryTakeTurn())
            Begin();
    }

    /// <summary>Takes the turn and all mail that came before, if that is a matter of microseconds. Then whoever did it has the turn until he leaves.</summary>
    public bool TryEnter()
    {
        if (!turns.AreFree || !TryTakeTurnSoon())
            return false;
        if (!_mail.IsEmpty)
            Take(null);
        if (_mail.IsEmpty)
            return true;
        Leave();
        return false;
    }

    /// <summary>Gives the turn back, unless mail came meanwhile: then whoever is here takes that too, and hands the rest on when it is much.</summary>
    public void Leave()
    {
        while (true)
        {
            if (_mail.IsEmpty)
            {
                // What comes between the look and the end of the turn is seen by whoever looks last; for him it counts as the same turn.
                var taken = _taken;
                Interlocked.Exchange(ref _turn, 0);
                if (_mail.IsEmpty || !TryTakeTurn())
                    return;
                _taken = taken;
            }
            else if (!turns.AreFree)
            {
                Begin();
                return;
            }
            else if (_taken >= BatchSize)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            else
            {
                Take(null);
            }
        }
    }

    void IThreadPoolWorkItem.Execute() => Run();

    private bool TryTakeTurn()
    {
        if (Volatile.Read(ref _turn) != 0 || Interlocked.CompareExchange(ref _turn, 1, 0) != 0)
            return false;
        _taken = 0;
        return true;
    }

    /// <summary>Takes the turn if whoever has it gives it back within microseconds: turns are short, and a thread that has to be woken costs more than they do.</summary>
    private bool TryTakeTurnSoon()
    {
        for (var wait = default(SpinWait); !TryTakeTurn(); wait.SpinOnce(-1))
        {
            if (wait.Count >= Patience)
                return false;
        }

        return true;
    }

    /// <summary>Begins a turn that was taken.</summary>
    private void Begin()
    {
        if (turns.AreFree)
            Run();
        else
            _ = turns.Run(RunAsync);
    }

    private Task RunAsync()
    {
        Run();
        return Task.CompletedTask;
    }

    private void Run()
    {
        _taken = 0;
        Take(null);
        Leave();
    }

    private void Take(Mail? first)
    {
        try
        {
            if (first is { } mail)
            {
                _taken++;
                owner.Take(mail);
            }

            for (; _taken < BatchSize && _mail.TryDequeue(out var next); _taken++)
                owner.Take(next);
            owner.Settle();
        }
#pragma warning disable CA1031 // whatever it is, the owner must learn of it
        catch (Exception exception)
        {
            owner.Crash(exception);
        }
#pragma warning restore CA1031
    }
}
