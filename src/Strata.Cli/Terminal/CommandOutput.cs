using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Advanced;

namespace Strata.Cli.Terminal;

/// <summary>
/// The output of one command. Results go to standard output, problems and notes to standard error; with --json every line of standard
/// output is one JSON object, and the last has the exit code.
/// </summary>
internal sealed class CommandOutput
{
    // Lines are not wrapped: a terminal does that, and a command in a message can be copied as it is.
    private const int Unlimited = 1_000_000;
    private readonly bool _color;
    private readonly IAnsiConsole _painter;
    private readonly string _directory;
    private readonly HashSet<string> _notes = new(StringComparer.Ordinal);

    /// <param name="host">The streams.</param>
    /// <param name="options">The options about output.</param>
    /// <param name="directory">The folder below which paths are shown as relative ones.</param>
    /// <param name="environment">The environment that the command names; null for none.</param>
    public CommandOutput(CommandHost host, OutputOptions options, string directory, string? environment)
    {
        (Host, Options, _directory) = (host, options, directory);
        Remedies = new RemedyWriter(environment);
        _color = host.IsTerminal && !options.NoColor && host.Variables["NO_COLOR"] is null;
        _painter = Console(TextWriter.Null);
        _painter.Profile.Width = Unlimited;
    }

    public CommandHost Host { get; }

    public OutputOptions Options { get; }

    public bool Json => Options.Json;

    /// <summary>Writes remedies as this program's command lines.</summary>
    public RemedyWriter Remedies { get; }

    /// <summary>The words of JSON lines.</summary>
    public JsonWords Words => new(Remedies.Write, Shorten);

    /// <summary>A person can answer: input and output are a terminal, and nobody asked for JSON.</summary>
    public bool CanAsk => !Json && Host.CanAsk;

    /// <summary>A console for tables, prompts and progress.</summary>
    public IAnsiConsole Console(TextWriter writer) =>
        AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = _color ? AnsiSupport.Detect : AnsiSupport.No,
                ColorSystem = _color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            }
        );

    /// <summary>Text in a style, where the terminal shows any.</summary>
    public EscapedText Paint(Style style, string text) =>
        _color ? EscapedText.Verbatim(_painter.ToAnsi(new Text(ControlCharacters.Escape(text), style))) : text;

    /// <summary>A line of the result, for people.</summary>
    public void Say(EscapedText text)
    {
        if (!Json && !Options.Quiet)
            Host.Out.WriteLine(Shorten(text.ToString()));
    }

    /// <summary>SQL, for people: no path in it is shortened.</summary>
    public void Sql(string text)
    {
        if (!Options.Quiet)
            Result(text);
    }

    /// <summary>The result itself, which --quiet does not suppress; a file or a program gets it as it is.</summary>
    public void Result(string text)
    {
        if (!Json)
            Host.Out.WriteLine(Host.IsOutputRedirected ? text : ControlCharacters.Escape(text));
    }

    /// <summary>A table of the result, for people; its last column is for problems.</summary>
    public void Table(IEnumerable<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (Json || Options.Quiet)
            return;
        var table = new Table().Border(TableBorder.None);
        foreach (var title in titles)
            table.AddColumn(new TableColumn(new Text(title, new Style(decoration: Decoration.Bold))).NoWrap());
        foreach (var row in rows)
            table.AddRow(row.Select((c, i) => new Text(ControlCharacters.Escape(c), i == row.Count - 1 ? Color.Red : Style.Plain)));
        using var text = new StringWriter();
        var console = Console(text);
        console.Profile.Width = Unlimited;
        console.Write(table);
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
            Host.Out.WriteLine(line.TrimEnd());
    }

    /// <summary>A fact beside the result, said once.</summary>
    public void Note(Remedy text)
    {
        if (!Json && !Options.Quiet && Remedies.Write(text) is var note && _notes.Add(note))
            Complain($"{Paint(Color.Yellow, "note")}: ", note);
    }

    /// <summary>A fact for a person who looks for the cause of something.</summary>
    public void Detail(string text)
    {
        if (Options.Verbose && !Json)
            Complain("", text);
    }

    /// <summary>One line of JSON.</summary>
    public void Line(JsonLine line)
    {
        if (Json)
            Host.Out.WriteLine(line.ToString());
    }

    /// <summary>Writes a result: its lines for programs, its text for people.</summary>
    public T Show<T>(T result, Action<T, CommandOutput> text)
        where T : OperationResult
    {
        foreach (var line in result.Lines(Words))
            Line(line);
        if (!Json)
            text(result, this);
        return result;
    }

    /// <summary>Ends a command with the outcome of its operation.</summary>
    public ExitCode End(OperationResult result) => End((ExitCode)(result.Consequence ?? 0), result.ToJson());

    /// <summary>The last line of a command that came to its end.</summary>
    public ExitCode End(ExitCode exit, JsonObject data)
    {
        data["exit"] = (int)exit;
        Line(new("result", data));
        return exit;
    }

    /// <summary>A line on standard error.</summary>
    /// <param name="head">Its beginning, which may be painted.</param>
    /// <param name="text">Text from anywhere.</param>
    public void Complain(EscapedText head, string text) => Host.Error.WriteLine(head + ControlCharacters.Escape(Shorten(text)));

    /// <summary>Paths below the working directory as the user would write them.</summary>
    public string Shorten(string text) =>
        _directory.Length > 1 ? text.Replace(_directory + Path.DirectorySeparatorChar, "", StringComparison.Ordinal) : text;
}

/// <summary>The options of every command that are about output.</summary>
internal sealed record OutputOptions(bool Json, bool Quiet, bool Verbose, bool Yes, bool NoColor);
