using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using Strata.Cli.Rendering.Text;
using Strata.Core.Problems;

namespace Strata.Cli.Output;

/// <summary>
/// What a person, a pipe or a program is told. Results go to standard output, problems and notes to standard error; with --json every line
/// of standard
/// output is one JSON object, and the last has the exit code.
/// </summary>
internal sealed class Reporter
{
    private readonly bool _color;

    private Reporter(bool json, bool quiet, bool verbose, bool yes, bool color)
    {
        (Json, Quiet, Verbose, Yes, _color) = (json, quiet, verbose, yes, color);
    }

    public bool Json { get; }
    public bool Quiet { get; }
    public bool Verbose { get; }
    public bool Yes { get; }

    /// <summary>Somebody can answer: input and output are a terminal, and nobody asked for JSON.</summary>
    public bool CanAsk => !Json && !Console.IsInputRedirected && !Console.IsOutputRedirected && !Console.IsErrorRedirected;

    public static Reporter For(ParseResult parsed, GlobalOptions options)
    {
        var plain =
            parsed.GetValue(options.NoColor)
            || System.Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
            || Console.IsOutputRedirected
            || Console.IsErrorRedirected;
        return new Reporter(
            parsed.GetValue(options.Json),
            parsed.GetValue(options.Quiet),
            parsed.GetValue(options.Verbose),
            parsed.GetValue(options.Yes),
            !plain
        );
    }

    /// <summary>A line of the result, for people.</summary>
    public void Say(string text)
    {
        if (!Json && !Quiet)
            Console.Out.WriteLine(text);
    }

    /// <summary>The result itself, which --quiet does not take away: SQL.</summary>
    public void Result(string text)
    {
        if (!Json)
            Console.Out.WriteLine(text);
    }

    /// <summary>Beside the result.</summary>
    public void Note(string text)
    {
        if (!Json && !Quiet)
            Console.Error.WriteLine(Paint("33", "note") + ": " + Clean(text));
    }

    public void Detail(string text)
    {
        if (Verbose && !Json)
            Console.Error.WriteLine(Clean(text));
    }

    /// <summary>One JSON line, and for people the text beside it.</summary>
    public void Event(string type, JsonObject data, string? text = null)
    {
        if (Json)
        {
            var line = new JsonObject { ["type"] = type };
            foreach (var (key, value) in data.ToList())
            {
                data.Remove(key);
                line[key] = value;
            }
            Console.Out.WriteLine(line.ToJsonString(JsonOutput.Options));
        }
        else if (text is not null)
            Say(text);
    }

    /// <summary>What the command said at its end; null before that.</summary>
    public JsonNode? Ended { get; private set; }

    /// <summary>The last line of a command that came to its end.</summary>
    public ExitCode End(ExitCode exit, JsonObject? data = null, string? text = null)
    {
        data ??= [];
        data["exit"] = (int)exit;
        Ended = data.DeepClone();
        Event("result", data, text);
        return exit;
    }

    /// <summary>One of several problems, none of which ends the command.</summary>
    public void Finding(Problem problem)
    {
        Event("problem", JsonOutput.Of(problem));
        if (!Json)
            Print(problem);
    }

    /// <summary>What happened, where, what state things are in, what to type next.</summary>
    public void Problem(Problem problem, ExitCode exit, Exception? cause = null)
    {
        if (Json)
        {
            Event("problem", JsonOutput.Of(problem));
            End(exit);
            return;
        }
        Print(problem);
        if (Verbose && cause is not null)
            Console.Error.WriteLine(cause);
    }

    private void Print(Problem problem)
    {
        Console.Error.WriteLine($"{Paint("31;1", "error")} {problem.Code}: {Clean(problem.What)}");
        if (problem.Where.Length > 0)
            Console.Error.WriteLine($"  where: {Clean(problem.Where)}");
        if (problem.State.Length > 0)
            Console.Error.WriteLine($"  state: {Clean(problem.State)}");
        if (!problem.Next.IsEmpty)
            Console.Error.WriteLine($"  next:  {Clean(RemedyWriter.Write(problem.Next))}");
    }

    public string Paint(string code, string text) => _color ? $"\e[{code}m{text}\e[0m" : text;

    /// <summary>Long work: a spinner at a terminal, nothing in a pipe.</summary>
    public Task<T> WorkAsync<T>(string title, Func<Task<T>> work) => ProgressAsync(title, _ => work());

    /// <summary>The same for work that says what it is at.</summary>
    public async Task<T> ProgressAsync<T>(string title, Func<Action<string>, Task<T>> work)
    {
        if (Json || Quiet || Console.IsErrorRedirected || Console.IsOutputRedirected)
            return await work(Detail).ConfigureAwait(false);
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(Console.Error),
                ColorSystem = _color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }
        );
        return await console
            .Status()
            .StartAsync(
                Markup.Escape(title),
                async shown => await work(at => shown.Status = Markup.Escape(Clean($"{title}: {at}"))).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
    }

    /// <summary>Names and messages from a database or a file may hold control characters that a terminal would obey.</summary>
    private static string Clean(string text) =>
        text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            ? string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c))
            : text;
}
