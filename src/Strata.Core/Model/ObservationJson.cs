using System.Text.Json.Serialization;

namespace Strata.Core.Model;

/// <summary>The form in which observations are kept.</summary>
[JsonSerializable(typeof(Observation))]
internal sealed partial class ObservationJson : JsonSerializerContext;
