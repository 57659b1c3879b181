using Strata.Core.Hosting;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Deploy.Recording;
using Strata.Operations;
using Strata.Project.Configuration;
using Strata.Replacing;

namespace Strata.Deploy.Pipelines;

/// <summary>The surroundings of a running deploy.</summary>
/// <param name="Journal">Its record.</param>
/// <param name="Log">Its log.</param>
/// <param name="Progress">Receives events.</param>
/// <param name="Time">Measures and waits.</param>
internal sealed record DeployContext(DeployJournal Journal, DeployLog Log, IProgress<StrataEvent> Progress, TimeProvider Time)
{
    /// <summary>The record of a service.</summary>
    public ServiceRecord Record(ServiceConfig service) => Journal.Detail.Service(service.Name)!;

    /// <summary>Changes the record of a service, to be written with the next step.</summary>
    public void Change(ServiceConfig service, Func<ServiceRecord, ServiceRecord> change) =>
        Journal.Change(Journal.Detail.With(change(Record(service))));

    /// <summary>Reports a fact.</summary>
    public void Note(string text) => Progress.Report(new OperationNote(text));
}

/// <summary>The part of a deploy that works on the database.</summary>
/// <param name="Before">The steps before the services.</param>
/// <param name="After">The steps at the end, which only read.</param>
/// <param name="HasChanged">A step of this run has changed the database.</param>
/// <param name="OldestVersion">Reads the oldest version of the application that can run on the database as it is now; null where no
/// migration states one.</param>
internal sealed record DatabaseStage(
    IReadOnlyList<DeployStep> Before,
    IReadOnlyList<DeployStep> After,
    Func<bool> HasChanged,
    Func<CancellationToken, Task<AppVersion?>> OldestVersion
)
{
    /// <summary>The replacement that this run has done; null where it did none.</summary>
    public Func<DoneReplacement?> Replaced { get; init; } = () => null;
}

/// <summary>A replacement of the database that is done, and is not to be done again.</summary>
/// <param name="Result">Its outcome.</param>
/// <param name="Rest">The rest of the deploy, without it.</param>
internal sealed record DoneReplacement(ReplaceResult Result, Remedy Rest);
