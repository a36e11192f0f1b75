using System;
using System.Linq;
using BenchmarkDotNet.Running;
using Stomp.Benchmarks.Measure;
using Stomp.Benchmarks.Suites;

// What BenchmarkDotNet takes, and --figures FILE: what came of what is aimed at, as lines of JSON. All run in this process: a project built
// for each job, with everything below it, would take longer than the measuring.
var at = Array.IndexOf(args, "--figures");
var figures = at >= 0 ? args[at + 1] : null;
var summaries = BenchmarkSwitcher.FromAssembly(typeof(DecodeBenchmarks).Assembly).Run([.. at >= 0 ? [.. args[..at], .. args[(at + 2)..]] : args, "--inProcess"]).ToList();
var found = new SuiteFigures(summaries).All().ToList();
Figure.Print(found, figures);
return summaries.Count > 0 && summaries.All(static summary => !summary.HasCriticalValidationErrors && summary.Reports.All(static report => report.Success)) ? 0 : 1;
