using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Sqlite.SqlReading;
using static Strata.Sqlite.SqlWriting.SqliteSql;

namespace Strata.Sqlite.Kinds.Views;

/// <param name="Definition">The text after the name, as it was written: column names if there are any, AS, the query.</param>
public sealed record View(ObjectId Id, string Definition) : DbObject(Id)
{
    public override IEnumerable<string> NameSlots => SlotNames.Relation(Id);

    public bool Equals(View? other) => other is not null && Id == other.Id && Canonical.Key(Definition) == Canonical.Key(other.Definition);

    public override int GetHashCode() => Id.GetHashCode();

    internal bool Mentions(string name) => new TokenList(Definition).Names().Any(n => Canonical.Same(n, name));
}

/// <summary>
/// https://www.sqlite.org/lang_createview.html. A view is only its text: what it names need not be there until somebody reads it.
/// </summary>
public sealed class ViewKind : ObjectKind<View>
{
    public override int Rank => 50;
    public override string Section => "views";
    public override IJsonTypeInfoResolver Json => ViewsJson.Default;
    public override IReadOnlyList<string> Nouns => ["view"];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<View>((v, _) => ViewEmission.Of(v));

    public override IEnumerable<Step> Create(View added, RenderContext context) => [new($"CREATE VIEW {Q(added.Id)} {added.Definition}")];

    public override IEnumerable<Step> Drop(View removed, RenderContext context) => [new($"DROP VIEW {Q(removed.Id)}")];
}
