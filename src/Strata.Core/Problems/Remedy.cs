using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Strata.Core.Model;

namespace Strata.Core.Problems;

/// <summary>
/// The remedy of a problem: text, and in it operations of Strata, options and other programs' command lines as values, which each host
/// writes in its own words. Written as an interpolated string: <c>$"write the missing migration: {Call.Strata("generate")}"</c>.
/// </summary>
[InterpolatedStringHandler]
public sealed class Remedy : IEquatable<Remedy>
{
    private readonly List<RemedyPart> _parts = [];
    private readonly StringBuilder _text = new();

    /// <param name="literalLength">Characters outside of the holes.</param>
    /// <param name="formattedCount">Holes.</param>
    public Remedy(int literalLength, int formattedCount) => _text.EnsureCapacity(literalLength + 16 * formattedCount);

    private Remedy(string text) => _text.Append(text);

    /// <summary>The parts in order; no two texts follow one another.</summary>
    public IReadOnlyList<RemedyPart> Parts => _text.Length == 0 ? _parts : [.. _parts, new RemedyText(_text.ToString())];

    /// <summary>Nothing is said.</summary>
    public bool IsEmpty => _parts.Count == 0 && _text.Length == 0;

    /// <summary>A remedy of text alone.</summary>
    public static implicit operator Remedy(string text) => new(text);

    /// <inheritdoc cref="op_Implicit(string)"/>
    public static Remedy FromString(string text) => new(text);

    /// <summary>The whole as text.</summary>
    /// <param name="write">Writes a part that is no text.</param>
    public string Render(Func<RemedyPart, string> write) => string.Concat(Parts.Select(p => p is RemedyText text ? text.Text : write(p)));

    /// <summary>The same with its texts and words changed, such as the names of folders in them.</summary>
    public Remedy Map(Func<string, string> change)
    {
        var mapped = new Remedy(0, 0);
        foreach (var part in Parts)
            mapped.Append(part.Map(change));
        return mapped;
    }

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string value) => _text.Append(value);

    /// <summary>Adds text.</summary>
    public void AppendFormatted(string? value) => _text.Append(value);

    /// <inheritdoc cref="AppendFormatted(string?)"/>
    public void AppendFormatted(ReadOnlySpan<char> value) => _text.Append(value);

    /// <summary>Adds a value as the invariant culture writes it.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => _text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    /// <summary>Adds an operation, an option or a command line.</summary>
    public void AppendFormatted(Call call) => Append(call.Part);

    /// <summary>Adds a whole remedy.</summary>
    public void AppendFormatted(Remedy remedy)
    {
        foreach (var part in remedy.Parts)
            Append(part);
    }

    private void Append(RemedyPart part)
    {
        if (part is RemedyText text)
        {
            _text.Append(text.Text);
            return;
        }
        if (_text.Length > 0)
            _parts.Add(new RemedyText(_text.ToString()));
        _text.Clear();
        _parts.Add(part);
    }

    /// <inheritdoc/>
    public bool Equals(Remedy? other) => other is not null && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Remedy);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(0, HashCode.Combine);

    /// <summary>For logs and debuggers: operations by their names.</summary>
    public override string ToString() => Render(p => p.ToString());
}

/// <summary>A part of a <see cref="Remedy"/>. A closed set.</summary>
public abstract record RemedyPart
{
    private protected RemedyPart() { }

    /// <summary>The same with its texts and values changed.</summary>
    internal abstract RemedyPart Map(Func<string, string> change);

    /// <inheritdoc/>
    public abstract override string ToString();
}

/// <summary>Text for people.</summary>
public sealed partial record RemedyText(string Text) : RemedyPart
{
    /// <summary>The text with an environment after each command that takes one and names none.</summary>
    /// <param name="environment">Its name, quoted where that is needed.</param>
    public string Naming(string environment) => Commands().Replace(Text, m => $"{m.Value} --env {environment}");

    [GeneratedRegex(
        @"\bstrata (migrate|rollback|repair|status|push|purge|baseline|restore|dump|drift|reset|doctor|deploy)\b(?![^;,]*--env)"
    )]
    private static partial Regex Commands();

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal override RemedyPart Map(Func<string, string> change) => new RemedyText(change(Text));
}

/// <summary>An operation of Strata.</summary>
/// <param name="Name">As the command line calls it: <c>generate</c>, <c>env adopt</c>.</param>
/// <param name="Arguments">In their order.</param>
public sealed record RemedyOperation(string Name, EquatableArray<RemedyArgument> Arguments) : RemedyPart
{
    // Operations on files alone, and those that name environments otherwise.
    private static readonly string[] s_withoutEnvironment =
    [
        "generate",
        "check",
        "init",
        "adopt",
        "rebase",
        "squash",
        "config",
        "explain",
        "diff",
    ];

    /// <summary>The operation takes an environment, and its arguments name none.</summary>
    public bool LacksEnvironment =>
        !s_withoutEnvironment.Contains(Name)
        && !Arguments.Any(a => a.Option == "env")
        // Of every environment; purge has an option of that name too, which is about objects.
        && !(Name == "status" && Arguments.Any(a => a.Option == "all"));

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [Name, .. Arguments.Select(a => a.ToString())]);

    internal override RemedyPart Map(Func<string, string> change) => this with { Arguments = [.. Arguments.Select(a => a.Map(change))] };
}

/// <summary>Options to add to the operation that was asked for.</summary>
/// <param name="Arguments">In their order.</param>
public sealed record RemedyOption(EquatableArray<RemedyArgument> Arguments) : RemedyPart
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Arguments);

    internal override RemedyPart Map(Func<string, string> change) => new RemedyOption([.. Arguments.Select(a => a.Map(change))]);
}

/// <summary>Another program's command line.</summary>
/// <param name="Words">The program and its arguments, unquoted.</param>
public sealed record RemedyProgram(EquatableArray<string> Words) : RemedyPart
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Words);

    internal override RemedyPart Map(Func<string, string> change) => new RemedyProgram([.. Words.Select(change)]);
}

/// <summary>An argument of an operation.</summary>
/// <param name="Option">The option's name without dashes; null for a positional argument.</param>
/// <param name="Value">Its value; null for an option without one.</param>
public sealed record RemedyArgument(string? Option, string? Value)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Option is null ? Value ?? ""
        : Value is null ? $"--{Option}"
        : $"--{Option} {Value}";

    internal RemedyArgument Map(Func<string, string> change) => this with { Value = Value is null ? null : change(Value) };
}
