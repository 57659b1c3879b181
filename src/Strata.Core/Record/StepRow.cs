namespace Strata.Core.Record;

/// <summary>The state of one statement outside of a transaction.</summary>
public enum StepState
{
    /// <summary>Recorded before it was sent: a probe finds out its effect.</summary>
    Intent,
    Done,
}

/// <summary>The script that a step belongs to: a migration, or the down-script of one.</summary>
/// <param name="Migration">The migration's tag.</param>
/// <param name="IsDown">The step is one of the down-script.</param>
public readonly record struct StepTag(string Migration, bool IsDown)
{
    private const string Suffix = ":down";

    public static StepTag Up(string migration) => new(migration, IsDown: false);

    public static StepTag Down(string migration) => new(migration, IsDown: true);

    /// <summary>Reads what <see cref="ToString"/> wrote: no tag of a migration holds a colon.</summary>
    public static StepTag Parse(string text) => text.EndsWith(Suffix, StringComparison.Ordinal) ? Down(text[..^Suffix.Length]) : Up(text);

    /// <summary>The column <c>tag</c> of the table of steps.</summary>
    public override string ToString() => IsDown ? Migration + Suffix : Migration;
}

/// <summary>The record of one statement outside of a transaction.</summary>
/// <param name="Tag">Its script.</param>
/// <param name="Number">1-based place in its file.</param>
/// <param name="Hash">Hash of the statement.</param>
/// <param name="State">Its state.</param>
/// <param name="Found">The probe before it was first sent: an object that was not there then is ours.</param>
public sealed record StepRow(StepTag Tag, int Number, string Hash, StepState State, Probe Found);
