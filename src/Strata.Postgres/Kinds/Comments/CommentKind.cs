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
    public override ObjectId Owner => On;
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
    private protected override bool IsReadLast => true;
    internal override string Folder => "Comments";
    internal override string Query => "comment";

    internal override Comment? Read(CatalogRow row)
    {
        if (row.Object() is not { } on)
            return null;
        var (text, column, index, check) = (row.Text(), row.TextOrNull(), row.Texts(), row.TextOrNull());
        var address =
            index.Count > 0 ? $"INDEX {Q(index)}"
            : column is not null ? $"COLUMN {(on.Type.EndsWith(" column", StringComparison.Ordinal) ? Q(on) : $"{Q(on)}.{Q(column)}")}"
            : check is not null ? PostgresSql.Address(new ObjectId("domain constraint", [.. on.Names, check]))
            : PostgresSql.Address(on);
        return new(new ObjectId("comment", [address]), on, address, text);
    }

    public override IReadOnlyList<Alter> Diff(Comment before, Comment after) => [new SetText(before, after)];

    public override CSharpFacet InCSharp { get; } = CSharpFacet.Of<Comment>(CommentEmission.Of);

    public override IEnumerable<Step> Create(Comment added, RenderContext context) => [On(added, Lit(added.Text))];

    public override IEnumerable<Step> Drop(Comment removed, RenderContext context) => [On(removed, "NULL")];

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
