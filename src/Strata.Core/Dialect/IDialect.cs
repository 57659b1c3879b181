using System.Collections.Immutable;
using System.Data.Common;
using Strata.Core.Model;
using Strata.Core.Problems;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Core.Dialect;

/// <summary>One database system: its kinds, its catalog, its plans and its SQL.</summary>
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

    /// <summary>The lint rules, by code.</summary>
    ImmutableArray<LintRule> Lints { get; }

    /// <summary>
    /// The settings by which a session defers the checks of code that names what is not there yet; null where there are none.
    /// </summary>
    DeferredChecks? CodeChecks => null;

    /// <summary>The program that observes shadow databases where it is on the machine; null where the database system has none.</summary>
    /// <seealso cref="IShadow.ObserveAsync"/>
    string? Observer => null;

    /// <summary>
    /// The same plan for a client that knows nothing of Strata: where one of its statements alone would be dangerous, with its transaction
    /// written out.
    /// </summary>
    Plan Standalone(Plan plan) => plan;

    /// <summary>The same catalog with names spelled as in another one, where the server takes both spellings for one name.</summary>
    Catalog Align(Catalog catalog, Catalog like) => catalog;

    /// <summary>A catalog without what the statements that made it leave to the server: the version of an extension.</summary>
    Catalog Unpin(Catalog catalog, IEnumerable<SqlStatement> statements) => catalog;

    /// <summary>The same for a catalog that was made from another one, which leaves it to the server.</summary>
    Catalog Unpin(Catalog catalog, Catalog source) => catalog;

    /// <summary>
    /// An object that the server took without looking at what it names, and that is wrong: its name, and the server's words; null when all
    /// is well.
    /// </summary>
    Task<(string Name, string Message)?> FindBrokenAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<(string, string)?>(null);

    /// <summary>The statement needs something that is not there yet: it may succeed after another one.</summary>
    bool IsMissingObject(DbException error);

    /// <summary>
    /// The server's report of a failed statement: its own words, its code where it has one, and the character (from 0) it points at.
    /// </summary>
    (string Message, string? Code, int? Position) Describe(DbException error);

    /// <summary>Reads what a statement does to rows from its words.</summary>
    StatementReader Statements { get; }

    /// <summary>The place where objects wait that a migration retained.</summary>
    IQuarantine Quarantine { get; }

    /// <summary>A name that a plan gives an object which it drops itself: what is done to it concerns no rows of its own.</summary>
    bool IsTransient(string name) => false;

    /// <summary>A plan with other statements before it, in one transaction with its first ones where that can be.</summary>
    Plan Join(ImmutableArray<Step> first, Plan then) =>
        first.IsEmpty ? then
        : then.Batches is [{ Transaction: TransactionMode.Shared } head, .. var rest]
            ? then with
            {
                Batches = [new Batch(TransactionMode.Shared, [.. first, .. head.Steps]), .. rest],
            }
        : then with { Batches = [new Batch(TransactionMode.Shared, [.. first]), .. then.Batches] };

    /// <summary>The plan that turns a database that holds one catalog into one that holds another.</summary>
    /// <exception cref="ProblemException">It cannot be done without losing rows.</exception>
    Plan Plan(Catalog before, Catalog after);
}

/// <summary>Statements by which a session takes code on trust that names what is not there yet.</summary>
/// <param name="Defer">Puts the checks off.</param>
/// <param name="Resume">Ends that.</param>
/// <param name="Verify">Fails where code that was taken on trust is wrong.</param>
public sealed record DeferredChecks(string Defer, string Resume, string Verify);

/// <summary>A shadow database.</summary>
public interface IShadow : IAsyncDisposable
{
    /// <summary>Open; the database lives as long as it.</summary>
    DbConnection Connection { get; }

    /// <summary>Leads to the same database over another connection.</summary>
    string ConnectionString { get; }

    /// <summary>
    /// Observes the database by a program that shares nothing with <see cref="IDialect.ReadAsync"/>; null where
    /// <see cref="IShadowProvider.WhyUnobservedAsync"/> says why not.
    /// </summary>
    Task<Observation?> ObserveAsync(CancellationToken cancellationToken) => Task.FromResult<Observation?>(null);
}

/// <summary>The source of shadow databases. One at a time: the next is opened after the last was disposed.</summary>
public interface IShadowProvider : IAsyncDisposable
{
    /// <summary>Announces that one will be opened soon, so that slow work may begin. <see cref="OpenAsync"/> reports its failure.</summary>
    void Expect() { }

    /// <summary>
    /// Names everything outside of the DDL that decides how it reads back: the server's version, its settings and the extensions that may
    /// be installed. Equal names, equal catalogs; null where that is not known. Opens no shadow database.
    /// </summary>
    /// <exception cref="ProblemException">There is no server for a shadow database.</exception>
    Task<string?> IdentityAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Says why shadow databases are not observed, see <see cref="IShadow.ObserveAsync"/>; null where they are.</summary>
    /// <exception cref="ProblemException">There is no server for a shadow database.</exception>
    Task<string?> WhyUnobservedAsync(CancellationToken cancellationToken) => Task.FromResult<string?>("nothing observes this dialect");

    /// <exception cref="ProblemException">None can be opened, or the configured one is no shadow database.</exception>
    Task<IShadow> OpenAsync(CancellationToken cancellationToken);
}
