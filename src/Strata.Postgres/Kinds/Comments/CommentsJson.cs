using System.Text.Json.Serialization;

namespace Strata.Postgres.Kinds.Comments;

/// <summary>The objects of this folder as JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Comment))]
internal sealed partial class CommentsJson : JsonSerializerContext;
