using System.Text.Json.Serialization.Metadata;
using Strata.Core.CSharpEmission;
using Strata.Core.Dialect;
using Strata.Core.Model;
using Strata.Postgres.CatalogReading;
using Strata.Postgres.SqlWriting;
using static Strata.Postgres.SqlWriting.PostgresSql;

namespace Strata.Postgres.Kinds.Comments;

/// <param name="On">The managed object it belongs to.</param>
/// <param name="Address">The address that COMMENT ON names, which may be a part that is no object of ours: a view's column, a key's
/// index.</param>
public sealed record Comment(ObjectId Id, ObjectId On, string Address, string Text) : DbObject(Id)
{
    /// <summary>Set for a part that its table has only as a partition: the bond that brings it.</summary>
    public Carried<ObjectId?> Bond { get; init; }

    /// <summary>Set for a partition's copy of a trigger: the trigger.</summary>
    public Carried<ObjectId?> Original { get; init; }

    public override IEnumerable<ObjectId> Needs => ((ObjectId?[])[Bond.Value, Original.Value]).OfType<ObjectId>();

    /// <summary>The schema that every database has is no object.</summary>
    public override ObjectId? Owner => On == CommentKind.Public ? null : On;

    public override string? Schema => On == CommentKind.Public ? On.Name : base.Schema;
}

/// <summary>https://www.postgresql.org/docs/current/sql-comment.html</summary>
public sealed class CommentKind : PostgresKind<Comment>
{
    private sealed record SetText(Comment From, Comment To) : Alter(From, To)
    {
        public override DbObject Apply(DbObject before) => To;
    }

    public override int Rank => 90;
    public override string Section => "comments";
    public override IJsonTypeInfoResolver Json => CommentsJson.Default;

    /// <summary>True where it is there in every database, and is no object of ours.</summary>
    internal static readonly ObjectId Public = new("schema", ["public"]);

    private const string PublicText = "standard public schema";

    private protected override bool IsReadLast => true;
    internal override string Folder => "Comments";
    internal override string Query => "comment";

    internal override Comment? Read(CatalogRow row)
    {
        var found = row.Object();
        var (text, column, index, check) = (row.Text(), row.TextOrNull(), row.Texts(), row.TextOrNull());
        var (part, isPublic, original) = (row.Texts(), row.Flag(), row.Texts());
        if ((isPublic ? Public : found) is not { } on)
            return null;
        // A partition's part of its parent's constraint or trigger is no object: it is named on its table.
        // NOT NULL as a constraint is its column.
        var isOwn = part.Count == 0 || part.Skip(1).SequenceEqual(on.Names) || on.Type == "table column";
        var owner = isOwn ? on : TableOf(on, part);
        var address =
            index.Count > 0 ? $"INDEX {Q(index)}"
            : column is not null ? $"COLUMN {(on.Type.EndsWith(" column", StringComparison.Ordinal) ? Q(on) : $"{Q(on)}.{Q(column)}")}"
            : check is not null ? PostgresSql.Address(new ObjectId("domain constraint", [.. on.Names, check]))
            : part.Count > 0 ? $"{part[0]} {Q(part[3])} ON {Q(part.Skip(1).Take(2))}"
            : PostgresSql.Address(on);
        return new(new ObjectId("comment", [address]), owner, address, text)
        {
            Bond = new(owner == on ? null : new ObjectId("table partition", owner.Names)),
            Original = new(original.Count == 0 ? null : new ObjectId("trigger", [.. original, part[3]])),
        };
    }

    private static ObjectId TableOf(ObjectId on, EquatableArray<string> part) =>
        on.Type is "foreign table" or "view" or "materialized view" ? on : new("table", [part[1], part[2]]);

    public override IReadOnlyList<Alter> Diff(Comment before, Comment after) => [new SetText(before, after)];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Comment>(CommentEmission.Of);

    public override IEnumerable<Step> Create(Comment added, RenderContext context) => [On(added, Lit(added.Text))];

    public override IEnumerable<Step> Drop(Comment removed, RenderContext context) =>
        [On(removed, removed.On == Public ? Lit(PublicText) : "NULL")];

    public override IEnumerable<Step> Alter(Alter change, RenderContext context) => Create((Comment)change.After, context);

    private static Step On(Comment comment, string text)
    {
        var table =
            comment.On.Type is "table" ? comment.On
            : comment.On.Type is "table column" or "table constraint" or "trigger" or "policy" or "rule"
                ? new ObjectId("table", [comment.On.Names[0], comment.On.Names[1]])
            : null;
        return new($"COMMENT ON {comment.Address} IS {text}") { Locks = table is null ? [] : [new(table, LockMode.ShareUpdateExclusive)] };
    }
}
