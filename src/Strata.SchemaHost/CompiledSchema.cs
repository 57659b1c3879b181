using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <param name="Image">The assembly; null with errors.</param>
/// <param name="Symbols">The line numbers, if they were asked for.</param>
/// <param name="Errors">The compiler's errors, in the order of files and lines.</param>
internal sealed record CompiledSchema(byte[]? Image, byte[]? Symbols, IReadOnlyList<SchemaError> Errors);
