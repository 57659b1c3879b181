using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Sql;

namespace Strata.Core.Dialect;

/// <summary>One database system: its kinds, how it is reached and read, and how its SQL is cut.</summary>
public interface IDialect
{
    /// <summary>As in strata.json: <c>postgresql</c> or <c>sqlite</c>.</summary>
    string Name { get; }

    KindSet Kinds { get; }

    SqlSyntax Syntax { get; }

    /// <summary>Everything in the managed schemas of an open connection.</summary>
    Task<Catalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>The passes between a diff and its plan, in their order.</summary>
    ImmutableArray<IPlanPass> Passes { get; }

    /// <summary>How a session puts off the checks of code that names what is not there yet; null where there are none.</summary>
    DeferredChecks? CodeChecks => null;

    /// <summary>Directives at the head of a file with this plan, each the text after <c>-- strata:</c>.</summary>
    IEnumerable<string> ScriptHeaders(Plan plan) => [];

    /// <summary>
    /// The same plan for a client that knows nothing of Strata: where one of its statements alone would be dangerous, with its transaction
    /// written out.
    /// </summary>
    Plan Standalone(Plan plan) => plan;

    /// <summary>The same catalog with names spelled as in another one, where the server takes both spellings for one name.</summary>
    Catalog Align(Catalog catalog, Catalog like) => catalog;

    /// <summary>
    /// An object that the server took without looking at what it names, and that is wrong: its name, and the server's words; null when all
    /// is well.
    /// </summary>
    Task<(string Name, string Message)?> FindBrokenAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<(string, string)?>(null);

    /// <summary>The statement needs something that is not there yet: it may succeed after another one.</summary>
    bool IsMissingObject(DbException error);

    /// <summary>
    /// What the server says of a failed statement: its own words, its code where it has one, and the character (from 0) it points at.
    /// </summary>
    (string Message, string? Code, int? Position) Describe(DbException error);

    /// <summary>Where this dialect keeps what a migration dropped.</summary>
    IHolding Holding { get; }

    /// <summary>A plan with other statements before it, in one transaction with its first ones where that can be.</summary>
    Plan Join(ImmutableArray<Step> first, Plan then) =>
        first.IsEmpty ? then
        : then.Batches is [{ Transaction: TransactionMode.Shared } head, .. var rest]
            ? then with
            {
                Batches = [new Batch(TransactionMode.Shared, [.. first, .. head.Steps]), .. rest],
            }
        : then with { Batches = [new Batch(TransactionMode.Shared, [.. first]), .. then.Batches] };

    /// <summary>What turns a database that holds one catalog into one that holds another.</summary>
    /// <exception cref="ProblemException">It cannot be done without losing rows (exit 9).</exception>
    Plan Plan(Catalog before, Catalog after);
}

/// <summary>Statements by which a session takes code on trust that names what is not there yet.</summary>
/// <param name="Defer">Puts the checks off.</param>
/// <param name="Resume">Ends that.</param>
/// <param name="Verify">Fails where code that was taken on trust is wrong.</param>
public sealed record DeferredChecks(string Defer, string Resume, string Verify);

/// <summary>A database that nobody will miss.</summary>
public interface IShadow : IAsyncDisposable
{
    /// <summary>Open; the database lives as long as it.</summary>
    DbConnection Connection { get; }

    /// <summary>Leads to the same database over another connection.</summary>
    string ConnectionString { get; }
}

/// <summary>Where throwaway databases come from. One at a time: the next is opened after the last was disposed.</summary>
public interface IShadowProvider : IAsyncDisposable
{
    /// <summary>One will be opened soon: what takes time may begin now. What goes wrong is told by <see cref="OpenAsync"/>.</summary>
    void Expect() { }

    /// <summary>
    /// Names everything outside of the DDL that decides how it reads back: the server's version and settings, what may be installed into
    /// it. Equal names, equal catalogs; null
    /// where that is not known. Opens no throwaway database.
    /// </summary>
    /// <exception cref="ProblemException">There is no place for a throwaway database (exit 12).</exception>
    Task<string?> IdentityAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <exception cref="ProblemException">None is to be had (exit 12), or the configured one is not a shadow (exit 9).</exception>
    Task<IShadow> OpenAsync(CancellationToken cancellationToken);
}
