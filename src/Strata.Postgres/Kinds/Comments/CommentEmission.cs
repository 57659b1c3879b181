using Strata.Core.CSharpEmission;
using Strata.Postgres.SqlWriting;

namespace Strata.Postgres.Kinds.Comments;

/// <summary>A comment at what it is on; where that has no place for it, as a call in the constructor of the database.</summary>
internal static class CommentEmission
{
    public static EmittedCode? Of(Comment comment, CodeContext context)
    {
        // An extension brings its own comment; another one is seen by what the schema comes to.
        if (comment.On.Type == "extension")
            return new(comment);
        if (comment.Address != PostgresSql.Address(comment.On) || context.Of(comment.On)?.Parts is not [var first, ..])
            return Global(comment);
        return first.Place switch
        {
            CodePlace.Class or CodePlace.Type => new(
                comment,
                new CodePart(CodePlace.Attribute, $"[Comment({CSharp.Literal(comment.Text)})]", comment.On)
            ),
            CodePlace.Field or CodePlace.Statement or CodePlace.Global => new(
                comment,
                new CodePart(CodePlace.Chain, $".Comment({CSharp.Literal(comment.Text)})", comment.On, 9)
            ),
            _ => Global(comment),
        };
    }

    private static EmittedCode Global(Comment comment) =>
        new(comment, new CodePart(CodePlace.Global, $"CommentOn({CSharp.Interpolated(comment.Address)}, {CSharp.Literal(comment.Text)})"));
}
