using System.Text.Json.Nodes;
using Strata.Core.Diagnosis;
using Strata.Operations;

namespace Strata.Diagnosing;

/// <summary>The examination of an environment's database has begun; before it, this machine is examined.</summary>
/// <param name="Environment">The environment's name.</param>
public sealed record DatabaseExamined(string Environment) : OperationEvent;

/// <summary>A finding of an examination.</summary>
/// <param name="Symptom">The finding.</param>
public sealed record SymptomFound(Symptom Symptom) : OperationEvent
{
    internal override IEnumerable<JsonLine> Lines(JsonWords words) =>
        [
            JsonLine.Of(
                "symptom",
                ("health", Symptom.Health.ToString().ToLowerInvariant()),
                ("subject", Symptom.Subject),
                ("found", words.Path(Symptom.Found)),
                ("fix", Symptom.Fix is null ? null : words.Path(words.Remedy(Symptom.Fix)))
            ),
        ];
}

/// <summary>The outcome of an examination without failures.</summary>
/// <param name="Doubtful">The number of findings that somebody should know.</param>
public sealed record DiagnoseResult(int Doubtful) : OperationResult
{
    internal override JsonObject ToJson() => OperationJson.Object(("bad", 0), ("doubtful", Doubtful));
}
