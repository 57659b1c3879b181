#!/usr/bin/env -S dotnet run
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property AnalysisLevel=none

// The one way in: people, CI and the launchers run the same.
//   dotnet run build.cs -- build | test [--all] [PROJECT…] | golden | docs | bench | new-kind NAME | new-lint NAME [sqlite] | pack
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;

const string Compiled = "artifacts/ahead-of-time";
var root = Root();
Directory.SetCurrentDirectory(root);
return args switch
{
    [] or ["build"] => Build(),
    ["test", .. var only] => Test(only),
    ["golden"] => Golden("Postgres", "Sqlite"),
    ["docs"] => Golden("Architecture"),
    ["bench", .. var rest] => Bench(rest),
    ["new-kind", var name] => NewKind(name),
    ["new-lint", var name] => NewLint(name, "Postgres"),
    ["new-lint", var name, "sqlite"] => NewLint(name, "Sqlite"),
    ["pack"] => Run("dotnet", "pack", "src/Strata.Cli", "-c", "Release", "-o", "artifacts/packages", "-v", "q", "--nologo"),
    _ => Fail(
        "usage: dotnet run build.cs -- build | test [--all] [PROJECT…] | golden | docs | bench | pack | "
            + "new-kind NAME | new-lint NAME [sqlite]"
    ),
};

// The program as users have it: native code for this processor. Where the compiler or a linker cannot be had, the part of the runtime that
// it uses is compiled with it ahead of time, which starts in three times the time; or nothing is. The host that reads Schema.cs needs the
// whole runtime and has a folder of its own.
int Build()
{
    const string Folder = "artifacts/strata";
    string[] common = ["-c", "Release", "-v", "q", "--nologo"],
        here = ["-r", RuntimeInformation.RuntimeIdentifier],
        ahead = [.. here, "-p:PublishReadyToRun=true"];
    string[] program = ["publish", "src/Strata.Cli", "-o", Folder, .. common],
        host = ["publish", "src/Strata.SchemaHost", "-o", Folder + "/schema-host", .. common, "--self-contained", "false"];
    string[] native =
    [
        .. program,
        .. here,
        "-p:PublishAot=true",
        "-p:IlcInstructionSet=native",
        "-p:OptimizationPreference=Speed",
        "-p:CopyOutputSymbolsToPublishDirectory=false",
    ];
    string[] image =
    [
        .. program,
        .. ahead,
        "--self-contained",
        "true",
        "-p:PublishReadyToRunComposite=true",
        "-p:PublishTrimmed=true",
        "-p:PublishReadyToRunCrossgen2ExtraArgs=--instruction-set:native",
    ];
    string[] plain = [.. program, "--self-contained", "false"];
    if (Directory.Exists(Folder))
        Directory.Delete(Folder, recursive: true);
    if (FirstOf(HasLinker() ? [native, image, plain] : [image, plain]) is not 0 and var unpublished)
        return unpublished;
    string[] hostAhead = [.. host, .. ahead];
    if (FirstOf([hostAhead, host]) is not 0 and var hostless)
        return hostless;
    foreach (var file in Directory.GetFiles(Folder).Where(f => Path.GetExtension(f) is ".pdb" or ".xml"))
        File.Delete(file);
    // The library is called Strata as well, and file systems that know no case have room for one of the two.
    var ending = OperatingSystem.IsWindows() ? ".exe" : "";
    File.Move($"{Folder}/Strata.Cli{ending}", $"{Folder}/strata{ending}", overwrite: true);
    File.WriteAllText(Folder + "/.built", "");
    return 0;
}

// The ways are from the best to the one that always works.
int FirstOf(string[][] ways)
{
    foreach (var way in ways)
    {
        var code = Quiet("dotnet", way, out var output);
        if (code == 0)
            return 0;
        if (way == ways[^1])
        {
            Console.Error.WriteLine(output);
            return code;
        }
        Console.Error.WriteLine($"{way[1]} could not be compiled the fastest way; trying the next, which starts slower");
    }
    return 1;
}

bool HasLinker() =>
    OperatingSystem.IsWindows()
    || (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(d => File.Exists(Path.Combine(d, "clang")) || File.Exists(Path.Combine(d, "gcc")));

// The projects run two at a time, the longest first; what needs the program of native code runs last. --all adds long sets and servers.
int Test(string[] only)
{
    var all = only.Contains("--all");
    only = [.. only.Where(o => o != "--all")];
    if (Format() is not 0 and var unformatted)
        return unformatted;
    if (Run("dotnet", "build", "Strata.slnx", "-c", "Release", "-v", "q", "--nologo") is not 0 and var failed)
        return failed;
    // Short processes never win back what measuring and replacing their own code costs.
    Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
    Environment.SetEnvironmentVariable("DOTNET_TC_CallCounting", "0");
    if (all)
        Environment.SetEnvironmentVariable("STRATA_TEST_PG", "13,14,15,16,17,18");
    Environment.SetEnvironmentVariable("STRATA_NATIVE", Path.GetFullPath("artifacts/strata/strata"));
    // The program of native code takes as long to compile as a quarter of all tests: it is for --all.
    var native = all ? Task.Run(Build) : null;
    string[] order = ["Strata.Cli.Tests", "Strata.Faults.Tests", "Strata.Postgres.Tests"];
    var projects = Directory
        .GetDirectories("tests", "Strata.*Tests")
        .Select(d => Path.GetFileName(d)!)
        .Where(p => only.Length == 0 || only.Any(o => p.Contains(o, StringComparison.OrdinalIgnoreCase)))
        .OrderBy(p => Array.IndexOf(order, p) is >= 0 and var at ? at : order.Length)
        .ThenBy(p => p)
        .ToList();
    var results = new List<TestResult>();
    Parallel.ForEach(
        projects,
        new ParallelOptions { MaxDegreeOfParallelism = 2 },
        p =>
        {
            AheadOfTime(p);
            var result = RunTests(p, all ? ["-trait-", "Needs=native"] : ["-trait-", "Needs=native", "-trait-", "Run=long"], p);
            lock (results)
                results.Add(result);
        }
    );
    if (native?.Result is { } unbuilt and not 0)
        return unbuilt;
    foreach (var project in projects.Where(p => native is not null && p == "Strata.Cli.Tests"))
        results.Add(RunTests(project, ["-trait", "Needs=native"], "native"));
    Console.WriteLine("slowest methods:");
    foreach (var method in results.SelectMany(r => r.Methods).OrderByDescending(m => m.Seconds).Take(10))
        Console.WriteLine($"  {method.Seconds, 6:0.0} s  {method.Name}");
    var (passed, wrong) = (results.Sum(r => r.Passed), results.Sum(r => r.Failed));
    Console.WriteLine($"{passed} passed, {wrong} failed");
    return wrong == 0 && passed > 0 ? 0 : 1;
}

int Format()
{
    if (Run("dotnet", "tool", "restore", "--verbosity", "quiet") is not 0 and var missing)
        return missing;
    return Run("dotnet", "csharpier", "check", "src", "tests", "bench", "build.cs") is 0
        ? 0
        : Fail("some files are not formatted: dotnet csharpier format src tests bench build.cs");
}

// What a test starts is compiled anew by each process, Roslyn first of all: here it is compiled once, to a copy of the built folder.
void AheadOfTime(string project)
{
    var (from, to) = ($"artifacts/bin/{project}/release", $"{Compiled}/{project}");
    if (Directory.Exists(to))
        Directory.Delete(to, recursive: true);
    foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
    {
        var copy = Path.Combine(to, Path.GetRelativePath(from, file));
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        if (!Regex.IsMatch(Path.GetFileName(file), @"^(Strata|strata-|Microsoft\.CodeAnalysis|Microsoft\.Data|Npgsql|S[pqy]).*\.dll$"))
            File.Copy(file, copy);
        else
            lock (root)
                File.Copy(ReadyToRun(file, from), copy);
    }
}

// https://learn.microsoft.com/dotnet/core/deploying/ready-to-run
string ReadyToRun(string file, string references)
{
    var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
    var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
    var compiler = new DirectoryInfo(Path.Combine(packages, $"microsoft.netcore.app.crossgen2.{RuntimeInformation.RuntimeIdentifier}"));
    var program = compiler.Exists ? compiler.GetFiles("crossgen2*", SearchOption.AllDirectories).MaxBy(f => f.Length) : null;
    var made = $"{Compiled}/.cache/{File.GetLastWriteTimeUtc(file).Ticks:x}-{new FileInfo(file).Length:x}-{Path.GetFileName(file)}";
    if (program is null || File.Exists(made))
        return program is null ? file : made;
    var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location);
    Directory.CreateDirectory(Path.GetDirectoryName(made)!);
    string[] words = [file, "-o", made + ".tmp", "-r", $"{runtime}/*.dll", "-r", $"{references}/*.dll", "-O"];
    if (Quiet(program.FullName, words, out _) is not 0)
        return file;
    File.Move(made + ".tmp", made);
    return made;
}

TestResult RunTests(string project, string[] filter, string name)
{
    var (dll, report) = ($"{Compiled}/{project}/{project}.dll", $"artifacts/tests/{name}.xml");
    Directory.CreateDirectory("artifacts/tests");
    File.Delete(report);
    var code = Quiet("dotnet", [dll, "-noLogo", "-noColor", "-preEnumerateTheories", "-xml", report, .. filter], out var output);
    lock (root)
        Console.WriteLine($"== {name}\n{output}");
    var assembly = File.Exists(report) ? XDocument.Load(report).Descendants("assembly").FirstOrDefault() : null;
    if (assembly is null)
    {
        Console.WriteLine($"{project} ended with exit code {code} and no report");
        return new(0, 1, []);
    }
    int Number(string attribute) => (int?)assembly.Attribute(attribute) ?? 0;
    var bad = Number("failed") + Number("errors") + Number("skipped");
    var methods = assembly
        .Descendants("test")
        .GroupBy(t => $"{(string?)t.Attribute("type")}.{(string?)t.Attribute("method")}")
        .Select(g => (g.Key, g.Sum(t => (double?)t.Attribute("time") ?? 0)));
    return new(Number("passed"), code != 0 && bad == 0 ? 1 : bad, [.. methods]);
}

// The expectations of case files; and docs/reference, whose pages are written from problems, hazards and lint rules.
int Golden(params string[] projects)
{
    Environment.SetEnvironmentVariable("STRATA_GOLDEN", "1");
    return Test(projects);
}

int Bench(string[] rest) =>
    Build() is not 0 and var unbuilt
        ? unbuilt
        : Run("dotnet", ["run", "--project", "bench/Strata.Benchmarks", "-c", "Release", "--", .. rest]);

// A new object kind is one folder and one registration line; this makes the folder.
int NewKind(string name)
{
    if (!Regex.IsMatch(name, "^[A-Z][A-Za-z0-9]*$"))
        return Fail($"{name} is no name of a type: new-kind Procedure");
    var folder = $"src/Strata.Postgres/Kinds/{name}s";
    if (Directory.Exists(folder))
        return Fail($"{folder} is there already");
    Directory.CreateDirectory($"{folder}/cases");
    foreach (var template in Directory.GetFiles("src/Strata.Postgres/new-kind"))
        File.WriteAllText($"{folder}/{Filled(Path.GetFileNameWithoutExtension(template))}", Filled(File.ReadAllText(template)));
    string Filled(string text) => text.Replace("NAME", name).Replace("LOWER", name.ToLowerInvariant());
    Console.WriteLine(
        $"wrote {folder}; now register it: \"new {name}Kind()\" in src/Strata.Postgres/PostgresKinds.cs; then write the query and the cases"
    );
    return 0;
}

// A lint rule is one file: the build lists the folder. The rule that this makes has a meaning, so that its example tests pass at once.
int NewLint(string name, string dialect)
{
    if (!Regex.IsMatch(name, "^[A-Z][A-Za-z0-9]*$"))
        return Fail($"{name} is no name of a type: new-lint TableWithoutKey");
    var file = $"src/Strata.{dialect}/Lints/{name}.cs";
    if (File.Exists(file))
        return Fail($"{file} is there already");
    var last = new[] { "Postgres", "Sqlite" }
        .SelectMany(d => Directory.GetFiles($"src/Strata.{d}/Lints", "*.cs"))
        .SelectMany(f => Regex.Matches(File.ReadAllText(f), "Code => \"L([0-9]+)\""))
        .Max(m => int.Parse(m.Groups[1].Value));
    var page = dialect == "Sqlite" ? "sqlite.org/lang.html" : "postgresql.org/docs/current/sql-commands.html";
    (string Word, string Value)[] words = [("DIALECT", dialect), ("NAME", name), ("CODE", $"{last + 1}"), ("PAGE", page)];
    var text = File.ReadAllText("src/Strata.Core/Safety/new-lint.cs.txt");
    File.WriteAllText(file, words.Aggregate(text, (t, w) => t.Replace(w.Word, w.Value)));
    Console.WriteLine(
        $"wrote {file} with the code L{last + 1}; now write its words, its examples and its judge; "
            + $"test it: dotnet run build.cs -- test {dialect}; then its page: dotnet run build.cs -- docs"
    );
    return 0;
}

int Run(string program, params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
    process.WaitForExit();
    return process.ExitCode;
}

int Quiet(string program, string[] arguments, out string output)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
    output = process.StandardOutput.ReadToEnd().TrimEnd('\n');
    process.WaitForExit();
    return process.ExitCode;
}

int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}

static string Root([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

sealed record TestResult(int Passed, int Failed, IReadOnlyList<(string Name, double Seconds)> Methods);
