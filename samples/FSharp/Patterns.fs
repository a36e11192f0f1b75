/// The cases of the machine's types, as an F# program likes to match them.
module Stomp.Samples.Patterns

open Stomp.Pure.Connections
open Stomp.Pure.Frames
open Stomp.Pure.Sessions

module State =
    /// Complete: a connection stands in one of these, and the compiler complains when a match forgets one.
    let (|Idle|Dialling|Connecting|Connected|Closing|Waiting|Closed|) (state: ConnectionState) =
        match state with
        | :? ConnectionState.Dialling as s -> Dialling s
        | :? ConnectionState.Connecting as s -> Connecting s
        | :? ConnectionState.Connected as s -> Connected s
        | :? ConnectionState.Closing as s -> Closing s
        | :? ConnectionState.Waiting as s -> Waiting s
        | :? ConnectionState.Closed as s -> Closed s.Reason
        | _ -> Idle

module Effect =
    /// Only where the configuration says AsksCredentials.
    let (|AskCredentials|_|) (effect: ConnectionEffect) =
        match effect with
        | :? ConnectionEffect.AskCredentials as e -> Some e.Transport
        | _ -> None

    /// An active pattern has at most seven cases: behind AskCredentials this one is complete. What a session asks for stands in OnTransport, in order.
    let (|Dial|CloseTransport|OnTransport|Completed|NotRestored|Waiting|Closed|) (effect: ConnectionEffect) =
        match effect with
        | :? ConnectionEffect.Dial as e -> Dial(e.Transport, e.Endpoint)
        | :? ConnectionEffect.OnTransport as e -> OnTransport(e.Transport, List.ofSeq e.Effects)
        | :? ConnectionEffect.Completed as e -> Completed(e.Op, e.Outcome)
        | :? ConnectionEffect.NotRestored as e -> NotRestored(e.Subscription, e.Why)
        | :? ConnectionEffect.Waiting as e -> Waiting(e.Until, e.Cause)
        | :? ConnectionEffect.Closed as e -> Closed e.Reason
        | :? ConnectionEffect.CloseTransport as e -> CloseTransport e.Transport
        | other -> failwith $"no effect of a connection: {other}"

module Session =
    /// A session asks for more than seven things, so these are partial.
    let (|Transmit|_|) (effect: SessionEffect) =
        match effect with
        | :? SessionEffect.Transmit as e -> Some e.Frame
        | _ -> None

    let (|Deliver|_|) (effect: SessionEffect) =
        match effect with
        | :? SessionEffect.Deliver as e -> Some(e.Delivery, e.Frame)
        | _ -> None

    let (|Completed|_|) (effect: SessionEffect) =
        match effect with
        | :? SessionEffect.Completed as e -> Some(e.Op, e.Outcome)
        | _ -> None

/// A header, when the frame has it.
let (|Header|_|) (name: string) (frame: Frame) =
    match frame.Headers.TryGet name with
    | true, value -> Some value
    | false, _ -> None
