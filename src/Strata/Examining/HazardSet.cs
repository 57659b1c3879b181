using Strata.Core.Model;
using Strata.Core.Safety;

namespace Strata.Examining;

/// <summary>Puts together what the journal lists, what statements say, and what catalogs show.</summary>
internal static class HazardSet
{
    /// <summary>The hazards of a migration, as the journal would list them.</summary>
    /// <param name="reading">The hazards that its statements show.</param>
    /// <param name="before">The state before it, which has the full names; null where it is not known.</param>
    /// <param name="planned">The hazards of the change from the state before to the one after.</param>
    /// <param name="listed">Those that the journal lists.</param>
    public static IEnumerable<string> Of(ScriptReading reading, Catalog? before, IReadOnlyList<Hazard> planned, IEnumerable<string> listed)
    {
        var known = listed.ToHashSet(StringComparer.Ordinal);
        var named = reading.Hazards.Select(h => Text(h.Code, IsOfRows(h) ? Full(h.Subject, before) : h.Subject.Qualified()));
        var seen = planned.Where(h => !IsRename(h, reading)).Select(h => Text(h.Code, h.Subject.Qualified()));
        return named.Concat(seen).Where(h => !IsRetained(h, known)).Concat(known).Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>The hazard is about the rows of what it names.</summary>
    public static bool IsOfRows(Hazard hazard) => s_rows.Contains(hazard.Code);

    private static readonly string[] s_rows =
    [
        Hazards.DropTable.Code,
        Hazards.DropColumn.Code,
        Hazards.DeleteRows.Code,
        Hazards.UpdateRows.Code,
    ];

    // What a comparison shows where a name has changed.
    private static readonly string[] s_ofNames = [Hazards.DropTable.Code, Hazards.DropColumn.Code, Hazards.AddRequiredColumn.Code];

    /// <summary>The hazard of a migration whose effect nobody has seen.</summary>
    public static string NotExamined(string tag) => Text(Hazards.NotExamined.Code, tag);

    private static string Text(string code, string subject) => $"{code} {subject}";

    /// <summary>The name with its schema, as the catalog has it.</summary>
    private static string Full(ObjectId subject, Catalog? before) =>
        before?.Objects.Keys.FirstOrDefault(id => id.Type == subject.Type && EndsWith(id.Names, subject.Names))?.Qualified()
        ?? subject.Qualified();

    private static bool EndsWith(EquatableArray<string> names, EquatableArray<string> end) =>
        names.Count - end.Count is 0 or 1 && names.Skip(names.Count - end.Count).SequenceEqual(end, StringComparer.OrdinalIgnoreCase);

    /// <summary>The catalogs tell a rename from a drop no more than names do; the statement does.</summary>
    private static bool IsRename(Hazard hazard, ScriptReading reading) =>
        s_ofNames.Contains(hazard.Code)
        && reading.Renamed.Any(r => EndsWith(hazard.Subject.Names, r.Names) || (r.Names.Count == 1 && hazard.Subject.Names[0] == r.Name));

    /// <summary>The journal says that the rows are retained, which is a hazard of its own.</summary>
    private static bool IsRetained(string hazard, HashSet<string> known) =>
        hazard.Split(' ', 2) is [var code, var subject]
        && (code == Hazards.DropTable.Code || code == Hazards.DropColumn.Code)
        && known.Any(k =>
            k == Text(Hazards.RetainRows.Code, subject)
            || k.EndsWith($".{subject}", StringComparison.Ordinal) && k.StartsWith(Hazards.RetainRows.Code, StringComparison.Ordinal)
        );
}
