using System.Text.Json;

namespace Strata.Core.Dialect;

/// <summary>The names of properties in snapshots and fingerprints of format 1, some of which code calls otherwise by now.</summary>
internal sealed class SnapshotNaming : JsonNamingPolicy
{
    public override string ConvertName(string name) =>
        name switch
        {
            "NameSlots" => "slots",
            "CallConflicts" => "contested",
            "InnerParts" => "parts",
            _ => CamelCase.ConvertName(name),
        };
}
