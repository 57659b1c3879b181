using Strata.Core.Text;

namespace Strata.Core.Transfer;

/// <summary>Matches the tables of two databases by name, and collects everything that does not fit.</summary>
/// <param name="names">Compares names.</param>
/// <param name="duty">The meaning of a table.</param>
internal sealed class TransferFit(StringComparer names, Func<TransferTable, TransferDuty> duty)
{
    private readonly List<string> _misfits = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _tables = [];

    /// <summary>Everything that does not fit, one sentence each.</summary>
    public IReadOnlyList<string> Misfits => _misfits;

    /// <summary>Notes for a person, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>The tables of the target that can take what the source has.</summary>
    public IReadOnlyList<string> Tables => _tables;

    /// <summary>Adds sentences on what does not fit.</summary>
    public void Refuse(IEnumerable<string> reasons) => _misfits.AddRange(reasons);

    /// <summary>The tables that are in both databases.</summary>
    public IReadOnlyList<TransferCopy> Match(TransferDatabase source, TransferDatabase target)
    {
        _misfits.AddRange(source.Others);
        var there = target.Tables.ToDictionary(t => t.Name, names);
        List<TransferCopy> copies = [];
        foreach (var table in source.Tables)
            if (duty(table) == TransferDuty.LeftAlone && table.Rows == 0)
                continue;
            else if (duty(table) == TransferDuty.LeftAlone)
                _notes.Add($"{table.Name} is left as it is: the project does not manage it");
            else if (there.TryGetValue(table.Name, out var found))
                copies.Add(Copy(table, found));
            else
                Missing(table);
        return copies;
    }

    /// <summary>Takes the reasons why the rows of a table cannot be copied.</summary>
    /// <returns>The table can be filled.</returns>
    public bool Accept(TransferCopy copy, IEnumerable<string> reasons)
    {
        List<string> all = [.. copy.Source.Rows == 0 ? [] : Misshapen(copy), .. reasons];
        if (all.Count > 0 && duty(copy.Source) == TransferDuty.Optional)
            _notes.Add($"{copy.Source.Name} is left out: {string.Join("; ", all)}");
        else
            _misfits.AddRange(all);
        if (all.Count == 0)
            _tables.Add(copy.Target.Name);
        return all.Count == 0 && copy.Source.Rows > 0;
    }

    private void Missing(TransferTable table)
    {
        var rows = Quantity.Count(table.Rows, "row");
        if (table.Rows == 0)
            _notes.Add($"{table.Name} is not in the database; the backup has no row of it");
        else if (duty(table) == TransferDuty.Optional)
            _notes.Add($"{table.Name} is left out: it is not in the database; the backup has {rows} of it");
        else
            _misfits.Add($"{table.Name}: no such table in the database; the backup has {rows} of it");
    }

    private TransferCopy Copy(TransferTable source, TransferTable target)
    {
        var there = target.Columns.ToDictionary(c => c.Name, names);
        var both = source.Columns.Where(c => there.ContainsKey(c.Name)).ToList();
        bool IsSame(TransferColumn column) => names.Equals(column.Type, there[column.Name].Type);
        var written = both.Where(c => !there[c.Name].IsGenerated).ToList();
        return new(
            source,
            target,
            [.. written.Select(c => c.Name)],
            [.. written.Where(c => !IsSame(c)).Select(c => c.Name)],
            // What the target computes from the same values must be the same, unless the source computed it in another way.
            [.. both.Where(c => IsSame(c) && !(c.IsGenerated && there[c.Name].IsGenerated)).Select(c => c.Name)]
        );
    }

    private IEnumerable<string> Misshapen(TransferCopy copy)
    {
        var there = copy.Target.Columns.ToDictionary(c => c.Name, names);
        var here = copy.Source.Columns.Select(c => c.Name).ToHashSet(names);
        foreach (var column in copy.Source.Columns.Where(c => !c.IsGenerated))
            if (!there.TryGetValue(column.Name, out var found))
                yield return $"{copy.Target.Name}: no column {column.Name} ({column.Type}) in the database";
            else if (found.IsGenerated && !names.Equals(found.Type, column.Type))
                yield return $"{copy.Target.Name}: column {column.Name} is generated, of the type {found.Type} instead of {column.Type}";
        foreach (var column in copy.Target.Columns.Where(c => c.IsRequired && !here.Contains(c.Name)))
            yield return $"{copy.Target.Name}: column {column.Name} is NOT NULL without a default, and the backup does not have it";
    }
}
