/// The round trip of frames, as an F# program would write it.
module Stomp.Properties.FSharp.FrameProperties

open System
open Xunit
open FsCheck
open FsCheck.FSharp
open FsCheck.Xunit
open Stomp.Pure.Frames
open Stomp.Pure.Values

/// What an application wants to say, in its own types.
type Note =
    { Destination: string
      Labels: (string * string) list
      Body: byte[] }

let private dialects = [ Dialect.V10; Dialect.V11; Dialect.V12 ]

let private encoding dialect = EncoderRules(Dialect = dialect, From = Side.Client)

let private decoding dialect = DecoderRules(Dialect = dialect, From = Side.Client)

let private toResult (either: LanguageExt.Either<FrameFault, 'value>) : Result<'value, FrameFault> =
    either.Match(Right = Func<_, _>(Ok), Left = Func<_, _>(Error))

let private encode dialect frame = FrameCodec.Encode(frame, encoding dialect) |> toResult

let private decode dialect (octets: Payload) =
    FrameCodec.Decode(octets.Span, decoding dialect) |> toResult |> Result.map List.ofSeq

let private toFrame note =
    let headers =
        ("destination", note.Destination) :: note.Labels
        |> List.fold (fun (headers: Headers) (name, value) -> headers.Add(name, value)) Headers.Empty

    Frame(Command.Send, headers, Payload.Copy(ReadOnlySpan note.Body))

let private ofFrame (frame: Frame) =
    let entries = [ for header in frame.Headers -> header.Name, header.Value ]

    { Destination = frame.Headers.Find("destination").IfNone("")
      Labels = entries |> List.filter (fun (name, _) -> name <> "destination" && name <> "content-length")
      Body = frame.Body.ToArray() }

type Notes =
    static member Note() =
        let text special =
            Gen.elements ([ "a"; "queue"; "é"; "€"; "🐸"; "-"; "/" ] @ special)
            |> Gen.nonEmptyListOf
            |> Gen.map (String.concat "")

        let escaped = text [ ":"; "\\"; "\n"; "\\n"; "\r" ]

        let generator =
            gen {
                let! destination = text []
                let! labels = Gen.listOf (Gen.zip (Gen.map ((+) "x-") escaped) escaped)
                let! body = ArbMap.defaults |> ArbMap.generate<byte[]>
                return { Destination = destination; Labels = labels; Body = body }
            }

        let shrinker note =
            seq {
                for i in 0 .. note.Labels.Length - 1 do
                    yield { note with Labels = List.removeAt i note.Labels }

                if note.Body.Length > 0 then
                    yield { note with Body = note.Body[.. note.Body.Length / 2 - 1] }
            }

        Arb.fromGenShrink (generator, shrinker)

[<Property(Arbitrary = [| typeof<Notes> |], MaxTest = 300)>]
[<Trait("Row", "M47")>]
[<Trait("Row", "M48")>]
let ``What was said is heard, or refused before it is said`` (note: Note) =
    dialects
    |> List.forall (fun dialect ->
        match toFrame note |> encode dialect with
        | Ok octets ->
            match decode dialect octets with
            | Ok [ frame ] -> ofFrame frame = note
            | Ok frames -> failwith $"{frames.Length} frames"
            | Error fault -> failwith $"{fault}"
        | Error fault -> dialect = Dialect.V10 && fault.Kind = FrameFaultKind.InvalidHeader)

[<Property(Arbitrary = [| typeof<Notes> |], MaxTest = 300)>]
[<Trait("Row", "M47")>]
let ``A stream that is cut short is truncated, wherever it is cut`` (note: Note) (NonNegativeInt place) =
    match toFrame note |> encode Dialect.V12 with
    | Error fault -> failwith $"{fault}"
    | Ok octets ->
        let cut = 1 + place % (octets.Length - 1)

        match decode Dialect.V12 (Payload.Copy(octets.Span.Slice(0, cut))) with
        | Ok frames -> failwith $"{frames}"
        | Error fault -> fault.Kind = FrameFaultKind.Truncated
