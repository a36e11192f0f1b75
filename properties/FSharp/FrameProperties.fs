module Stomp.Properties.FSharp.FrameProperties

open FsCheck.Xunit

[<Property>]
let ``placeholder until the codec stands`` (x: int) = x = x
