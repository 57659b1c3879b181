using Strata.Core.Hosting;
using Strata.Core.Problems;

namespace Strata.Project.Guards;

/// <summary>The answer of a guard. A closed set.</summary>
internal abstract record Verdict
{
    private Verdict() { }

    /// <summary>The operation may go on.</summary>
    public sealed record Allowed : Verdict
    {
        private Allowed() { }

        /// <summary>The one instance.</summary>
        public static Allowed Instance { get; } = new();
    }

    /// <summary>The operation may go on when a person confirms it.</summary>
    /// <param name="Question">The question to the person.</param>
    /// <param name="Missing">The problem where nobody can be asked.</param>
    /// <param name="Declined">The problem where the answer is no.</param>
    public sealed record NeedsConfirmation(Question Question, Problem Missing, Problem Declined) : Verdict
    {
        /// <summary>The name that has to be typed; null where a yes is enough.</summary>
        public string? Name { get; init; }
    }

    /// <summary>The operation must not go on.</summary>
    public sealed record Refused(Problem Problem) : Verdict;

    /// <summary>Stops where the operation cannot go on, before work that would be for nothing. Asks nothing.</summary>
    /// <exception cref="ProblemException">The verdict is a refusal, or the confirmation is missing and nobody can be asked.</exception>
    public void RequireAnswerable(IDecisions decisions)
    {
        if (this is Refused refused)
            throw new ProblemException(refused.Problem);
        if (this is NeedsConfirmation open && !decisions.CanAnswer(open.Question))
            throw new ProblemException(open.Missing);
    }

    /// <summary>Goes on, asks, or stops.</summary>
    /// <exception cref="ProblemException">The verdict is a refusal, or the confirmation is missing or declined.</exception>
    public async ValueTask RequireAsync(IDecisions decisions, CancellationToken cancellationToken)
    {
        if (this is Refused refused)
            throw new ProblemException(refused.Problem);
        if (this is not NeedsConfirmation open)
            return;
        var answer = open.Name is { } name
            ? await decisions.ConfirmByNameAsync(open.Question, name, cancellationToken).ConfigureAwait(false)
            : await decisions.ConfirmAsync(open.Question, cancellationToken).ConfigureAwait(false);
        if (answer != Answer.Yes)
            throw new ProblemException(answer == Answer.No ? open.Declined : open.Missing);
    }
}
