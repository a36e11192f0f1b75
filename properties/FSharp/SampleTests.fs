/// The sample for F# programs is a program; here it is a test as well.
[<Xunit.Trait("Row", "M47")>]
module Stomp.Properties.FSharp.SampleTests

open System.Reflection
open Xunit

[<Fact>]
let ``what the sample asserts holds`` () =
    Assert.Equal(0, Stomp.Samples.Program.main [||])

[<Fact>]
let ``the sample needs nothing but the core`` () =
    let references =
        (Assembly.Load "Stomp.Samples.FSharp").GetReferencedAssemblies()
        |> Seq.map (fun reference -> string reference.Name)
        |> Seq.filter (fun name -> not (name.StartsWith "System"))
        |> Seq.sort

    Assert.Equal<string seq>([ "FSharp.Core"; "Stomp.Pure" ], references)
