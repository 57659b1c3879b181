using Strata.Core.Problems;

namespace Strata.Core.Hosting;

/// <summary>An event of an operation, reported as it happens. Hosts render it in their own words.</summary>
public abstract record StrataEvent;

/// <summary>A fact that a person should know and that stops nothing.</summary>
/// <param name="Text">One sentence without a full stop.</param>
public sealed record Notice(Remedy Text) : StrataEvent;

/// <summary>A fact for a person who looks for the cause of something.</summary>
/// <param name="Text">One sentence without a full stop.</param>
public sealed record Detail(string Text) : StrataEvent;

/// <summary>A database was created, because it was missing.</summary>
/// <param name="Environment">The environment's name.</param>
public sealed record DatabaseCreated(string Environment) : StrataEvent;

/// <summary>Work that takes a while has begun.</summary>
/// <param name="Title">The work, as a present participle: <c>Reading the schema</c>.</param>
public sealed record WorkStarted(string Title) : StrataEvent;

/// <summary>The part of the work that has begun.</summary>
/// <param name="Title">As in <see cref="WorkStarted"/>.</param>
/// <param name="At">The part: a table, a file.</param>
public sealed record WorkProgressed(string Title, string At) : StrataEvent;

/// <summary>The work has ended, however it ended.</summary>
/// <param name="Title">As in <see cref="WorkStarted"/>.</param>
public sealed record WorkEnded(string Title) : StrataEvent;

/// <summary>Short forms for the common events.</summary>
public static class ProgressExtensions
{
    /// <summary>Reports a <see cref="Notice"/>.</summary>
    public static void Note(this IProgress<StrataEvent> progress, Remedy text) => progress.Report(new Notice(text));

    /// <summary>Reports a <see cref="Hosting.Detail"/>.</summary>
    public static void Detail(this IProgress<StrataEvent> progress, string text) => progress.Report(new Detail(text));

    /// <summary>Runs work between <see cref="WorkStarted"/> and <see cref="WorkEnded"/>.</summary>
    public static Task<T> WorkAsync<T>(this IProgress<StrataEvent> progress, string title, Func<Task<T>> work) =>
        progress.WorkAsync(title, _ => work());

    /// <summary>Runs work that reports its parts.</summary>
    /// <param name="progress">Receives the events.</param>
    /// <param name="title">The work, as a present participle.</param>
    /// <param name="work">Is given the report of its parts.</param>
    public static async Task<T> WorkAsync<T>(this IProgress<StrataEvent> progress, string title, Func<Action<string>, Task<T>> work)
    {
        progress.Report(new WorkStarted(title));
        try
        {
            return await work(at => progress.Report(new WorkProgressed(title, at))).ConfigureAwait(false);
        }
        finally
        {
            progress.Report(new WorkEnded(title));
        }
    }
}

/// <summary>Receives events and drops them.</summary>
public sealed class NoProgress : IProgress<StrataEvent>
{
    private NoProgress() { }

    /// <summary>The one instance.</summary>
    public static NoProgress Instance { get; } = new();

    /// <inheritdoc/>
    public void Report(StrataEvent value) { }
}
