using Strata.Core.MigrationFiles;
using Strata.Core.Model;

namespace Strata.Examining;

/// <summary>The hazards of a migration by what it does, whoever wrote it.</summary>
/// <param name="Migration">The migration.</param>
/// <param name="Hazards">As <c>CODE object</c>, in order.</param>
/// <param name="Unexamined">The reason why it was not run in a shadow database, where only that could tell; null where nothing is
/// open.</param>
internal sealed record MigrationHazards(Migration Migration, EquatableArray<string> Hazards, string? Unexamined = null);
