namespace Strata.Core.Execution;

/// <summary>A place where a test can end the process, to see that the next run resumes.</summary>
internal interface IFailpoint
{
    ValueTask HitAsync(string point, CancellationToken cancellationToken);
}
