// Lists what each [Trait("Row", ...)] of the tests came to: dotnet run build/rows.cs -- RESULTS_FOLDER TEST_ASSEMBLY...
// Which test belongs to which row is read from the built assemblies, what it came to from the result files. Ends with 1 when a row that must have
// tests has none, or one that did not run or did not pass, or when a test stands for more than four rows.
#:property PublishAot=false
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;

const int Most = 4;
var outcomes = Directory.GetFiles(args[0], "*.trx").SelectMany(Results).ToLookup(result => result.Test, result => result.Outcome);
var tests = args.Skip(1).SelectMany(TestsOfRows).Distinct().ToList();
var rows = tests.ToLookup(test => test.Row, test => test.Test);
var unproven = new List<string>();
string[] demanded = [.. Enumerable.Range(1, 44).Select(number => $"M{number:00}"), .. Enumerable.Range(3, 5).Select(number => $"N{number:00}")];
foreach (var row in rows.Select(row => row.Key).Union(demanded).Order(StringComparer.Ordinal))
{
    var names = rows[row].Order(StringComparer.Ordinal).ToList();
    var results = names.SelectMany(name => outcomes[name].DefaultIfEmpty("Missing")).ToList();
    Console.WriteLine($"{row,-6} {Sum(results),-7} {results.Count,4}  {string.Join(", ", names)}");
    if (demanded.Contains(row) && Sum(results) != "passed") unproven.Add(row);
}

if (unproven.Count > 0) Console.WriteLine($"not proven: {string.Join(", ", unproven)}");
var crowded = tests.GroupBy(test => test.Test, test => test.Row).Where(test => test.Count() > Most).ToList();
foreach (var test in crowded) Console.WriteLine($"{test.Key} stands for {string.Join(", ", test)}; at most {Most} are allowed");
return unproven.Count == 0 && crowded.Count == 0 ? 0 : 1;

// A row passes only when it has tests, and every one of them ran and passed.
static string Sum(IReadOnlyCollection<string> results) =>
    results.Count == 0 ? "missing"
    : results.All(result => result == "Passed") ? "passed"
    : results.Contains("Failed") ? "failed"
    : results.All(result => result is "Passed" or "NotExecuted") ? "skipped"
    : "missing";

static IEnumerable<(string Test, string Outcome)> Results(string file)
{
    var root = XDocument.Load(file).Root!;
    var space = root.Name.Namespace;
    var names = root.Descendants(space + "UnitTest").ToDictionary(
        test => (string)test.Attribute("id")!,
        test => NameOf(test.Element(space + "TestMethod")!));
    return root.Descendants(space + "UnitTestResult")
        .Select(result => (names[(string)result.Attribute("testId")!], (string)result.Attribute("outcome")!));
}

// The cases of a theory carry their arguments in their names.
static string NameOf(XElement method) => $"{(string)method.Attribute("className")!}.{((string)method.Attribute("name")!).Split('(')[0]}";

static IEnumerable<(string Row, string Test)> TestsOfRows(string assembly) =>
    from type in Assembly.LoadFrom(Path.GetFullPath(assembly)).GetTypes()
    where !type.IsAbstract || type.IsSealed // static classes are F# modules
    from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static)
    where method.GetCustomAttributesData().Any(IsTest)
    from row in Traits(method).Concat(Ancestry(type).SelectMany(Traits)).Distinct()
    select (row, $"{type.FullName}.{method.Name}");

static IEnumerable<Type> Ancestry(Type type)
{
    for (var current = type; current is not null; current = current.BaseType) yield return current;
}

static bool IsTest(CustomAttributeData attribute)
{
    return Ancestry(attribute.AttributeType).Any(type => type.FullName == "Xunit.FactAttribute");
}

static IEnumerable<string> Traits(MemberInfo member) =>
    from attribute in member.GetCustomAttributesData()
    where attribute.AttributeType.FullName == "Xunit.TraitAttribute"
    where (string?)attribute.ConstructorArguments[0].Value == "Row"
    select (string)attribute.ConstructorArguments[1].Value!;
