/// A connection's life as a fold: no socket, no clock, no thread. It opens, loses its transport, comes back, and says goodbye.
module Stomp.Samples.Program

open System
open Stomp.Pure.Connections
open Stomp.Pure.Frames
open Stomp.Pure.Reconnection
open Stomp.Pure.Sessions
open Stomp.Pure.Values
open Stomp.Samples.Patterns

let at milliseconds = Instant.FromMilliseconds milliseconds

/// Octets as a broker would write them.
let octets (lines: string list) = Payload.FromText(String.concat "\n" lines + "\000")

let connected = octets [ "CONNECTED"; "version:1.2"; "server:sample/1"; "heart-beat:0,0"; ""; "" ]
let message ack = octets [ "MESSAGE"; "subscription:0"; "message-id:m1"; "destination:/queue/orders"; $"ack:{ack}"; ""; "Hello" ]
let receipt id = octets [ "RECEIPT"; $"receipt-id:{id}"; ""; "" ]

let config =
    ConnectionConfig(Host = "/")
        .WithEndpoints(Endpoint("broker.example", 61613))
        .WithSession(fun session -> session.WithCredentials("guest", Secret 1))

let events: ConnectionEvent list =
    let order (order: SessionEvent.Order) = ConnectionEvent.Ordered(order, ConnectionEvent.Ordered.AnyEpoch)

    [ ConnectionEvent.Open(at 0L, 1L)
      ConnectionEvent.Opened(at 5L, 1L)
      ConnectionEvent.BytesReceived(at 10L, 1L, connected)
      order (SessionEvent.Subscribe(at 20L, 2L, "/queue/orders", AckMode.ClientIndividual))
      ConnectionEvent.BytesReceived(at 30L, 1L, message "a1")
      ConnectionEvent.PeerClosed(at 40L, 1L)
      ConnectionEvent.Tick(at 1000L)
      ConnectionEvent.Opened(at 1005L, 2L)
      ConnectionEvent.BytesReceived(at 1010L, 2L, connected)
      ConnectionEvent.BytesReceived(at 1015L, 2L, receipt "r1")
      ConnectionEvent.BytesReceived(at 1020L, 2L, message "a2")
      order (SessionEvent.Settle(at 1030L, 3L, 1L, true))
      order (SessionEvent.Disconnect(at 1040L, 4L, Receipt = ReceiptWish.Named "bye"))
      ConnectionEvent.BytesReceived(at 1050L, 2L, receipt "bye")
      ConnectionEvent.PeerClosed(at 1060L, 2L) ]

let step state event =
    let transition = Connection.Step(state, event)
    List.ofSeq transition.Effects, transition.State

let run seed = events |> List.mapFold step (Connection.Initial(config, seed))

let describeOutcome (outcome: Outcome) =
    match outcome with
    | :? Outcome.Opened as opened -> $"open at {opened.Session.Version.ToText()}"
    | :? Outcome.Closed as closed -> $"closed: {closed.Reason}"
    | :? Outcome.Rejected as rejected -> $"rejected: {rejected.Why}"
    | other -> other.GetType().Name.ToLowerInvariant()

let describeSession =
    function
    | Session.Transmit frame -> Some $"write {frame}"
    | Session.Deliver(delivery, Header "ack" ack & frame) -> Some $"message {delivery} ({ack}): {frame.GetText()}"
    | Session.Completed(op, outcome) -> Some $"operation {op}: {describeOutcome outcome}"
    | _ -> None

let describe =
    function
    | Effect.AskCredentials transport -> [ $"ask for the credentials of transport {transport}" ]
    | Effect.Dial(transport, endpoint) -> [ $"dial {endpoint} as transport {transport}" ]
    | Effect.OnTransport(_, effects) -> List.choose describeSession effects
    | Effect.Completed(op, outcome) -> [ $"operation {op}: {describeOutcome outcome}" ]
    | Effect.NotRestored(subscription, why) -> [ $"subscription {subscription} is over: {why}" ]
    | Effect.Waiting(until, cause) -> [ $"wait until {until}: {cause}" ]
    | Effect.CloseTransport transport -> [ $"close transport {transport}" ]
    | Effect.Closed reason -> [ $"closed: {reason}" ]

let written =
    List.collect (function
        | Effect.AskCredentials _ -> []
        | Effect.OnTransport(_, effects) -> effects |> List.choose (function Session.Transmit frame -> Some frame.Command | _ -> None)
        | _ -> [])

let expect what expected actual =
    if expected = actual then
        true
    else
        eprintfn $"%s{what}: expected %A{expected}, got %A{actual}"
        false

[<EntryPoint>]
let main _ =
    let effects, final = run 42UL

    for event, asked in List.zip events effects do
        printfn $"{event.At, 10}  {event.GetType().Name}"

        for line in List.collect describe asked do
            printfn $"            -> {line}"

    let wentWell =
        [ match final with
          | State.Closed(:? EndReason.Disconnected as reason) -> expect "the goodbye is confirmed" true reason.Confirmed
          | State.Closed reason -> expect "the end" "a goodbye" $"{reason}"
          | State.Waiting waiting -> expect "the end" "a goodbye" $"waiting until {waiting.Until}"
          | State.Idle
          | State.Dialling _
          | State.Connecting _
          | State.Connected _
          | State.Closing _ -> expect "the end" "a goodbye" $"{final}"

          expect
              "the frames"
              [ Command.Connect; Command.Subscribe; Command.Connect; Command.Subscribe; Command.Ack; Command.Disconnect ]
              (List.collect written effects)

          expect "nothing is due any more" None (Connection.NextDeadline final |> Option.ofNullable)
          expect "the same events and seed give the same states and effects" (run 42UL) (effects, final) ]

    if List.forall id wentWell then 0 else 1
