using Strata.Core.Model;
using Strata.Sqlite.SqlReading;

namespace Strata.Sqlite.Kinds;

/// <summary>
/// Tables, indexes and views share one set of names, triggers have their own; the case of ASCII letters does not tell two names apart.
/// </summary>
internal static class SlotNames
{
    public static IEnumerable<string> Relation(ObjectId id) => [$"relation {Canonical.Name(id.Name)}"];

    public static IEnumerable<string> Trigger(ObjectId id) => [$"trigger {Canonical.Name(id.Name)}"];
}
