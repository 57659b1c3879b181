namespace Strata.Core.Safety;

/// <summary>Every hazard that a plan can have.</summary>
public static class Hazards
{
    public static HazardDefinition DropTable { get; } =
        new("SX2001", "drops a table and its rows")
        {
            Destructive = true,
            Meaning = "The table is no longer in the schema. Dropping it deletes its rows.",
            Resolution =
                "Acknowledge it with the migration, or retain the rows (generate --keep). A table that has another name now is "
                + "declared as renamed.",
            BadExample = "DROP TABLE public.films",
            GoodExample = "ALTER TABLE public.films SET SCHEMA strata_kept_1a2b3c4d",
        };

    public static HazardDefinition DropColumn { get; } =
        new("SX2002", "drops a column and its values")
        {
            Destructive = true,
            Meaning =
                "The column, or the attribute of a composite type, is no longer in the schema, or is computed from now on. Its values "
                + "are deleted.",
            Resolution =
                "Acknowledge it with the migration, or retain the values (generate --keep). A column that has another name now is "
                + "declared as renamed.",
            BadExample = "ALTER TABLE public.films DROP COLUMN rating",
            GoodExample = "ALTER TABLE public.films RENAME COLUMN rating TO score",
        };

    public static HazardDefinition ChangeType { get; } =
        new("SX2003", "changes a type and may lose values")
        {
            Destructive = true,
            Meaning =
                "The new type cannot represent every value of the old one. Values are cut, rounded, read in the session's time zone, "
                + "or refused.",
            Resolution =
                "Check the values first. Where they must stay as they are, add a second column, copy the values, and drop the first later.",
            BadExample = "ALTER TABLE public.films ALTER COLUMN title TYPE character varying(10)",
            GoodExample = "ALTER TABLE public.films ALTER COLUMN title TYPE text",
        };

    public static HazardDefinition RemoveLabels { get; } =
        new("SX2004", "removes or reorders labels of an enum")
        {
            Destructive = true,
            Meaning =
                "PostgreSQL cannot remove or reorder labels. A new type takes the name, the tables that use it are rewritten, and the "
                + "step fails if a row holds a removed label.",
            Resolution = "Update the rows that hold the label in an earlier migration. Adding a label needs none of this.",
            BadExample =
                "CREATE TYPE public.mood AS ENUM ('sad'); ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood",
            GoodExample = "ALTER TYPE public.mood ADD VALUE 'happy'",
        };

    public static HazardDefinition DropExtension { get; } =
        new("SX2005", "drops an extension and its members")
        {
            Destructive = true,
            Meaning = "The extension is no longer in the schema. Its tables, types and functions are dropped with it.",
            Resolution =
                "Acknowledge it with the migration. An extension that somebody else manages is left alone by a rule of \"ignore\".",
            BadExample = "DROP EXTENSION citext",
        };

    public static HazardDefinition DeleteRows { get; } =
        new("SX2006", "deletes rows")
        {
            Destructive = true,
            Meaning = "A statement deletes rows, and with them those that refer to them by ON DELETE CASCADE.",
            Resolution = "Acknowledge it with the migration. Count the rows that it concerns first.",
            BadExample = "DELETE FROM films WHERE year < 1950",
        };

    public static HazardDefinition RunProgram { get; } =
        new("SX2007", "runs a program on the server")
        {
            Destructive = true,
            Meaning = "COPY … PROGRAM runs a command line on the server's machine, as the user that the server runs as.",
            Resolution = "Acknowledge it with the migration, or load the rows by COPY … FROM STDIN.",
            BadExample = "COPY films FROM PROGRAM 'curl https://example.com/films.csv'",
            GoodExample = "COPY films FROM STDIN",
        };

    public static HazardDefinition RunCode { get; } =
        new("SX2008", "runs code whose effect cannot be read")
        {
            Destructive = true,
            Meaning =
                "The statement calls a function or a procedure, or puts SQL together at run time (EXECUTE). What that does to rows is not "
                + "in the migration.",
            Resolution = "Acknowledge it with the migration after reading the code, or write its statements into the migration.",
            BadExample = "DO $$ BEGIN EXECUTE 'DELETE FROM ' || 'films'; END $$",
            GoodExample = "DELETE FROM films",
        };

    public static HazardDefinition UntrustedLanguage { get; } =
        new("SX2009", "uses an untrusted language")
        {
            Destructive = true,
            Meaning =
                "Code in an untrusted language (C, plpython3u, plperlu) is not confined: it can read and write whatever the server's "
                + "user can.",
            Resolution = "Acknowledge it with the migration, or write the code in SQL or PL/pgSQL.",
            BadExample = "CREATE FUNCTION f() RETURNS integer LANGUAGE plpython3u AS 'return 1'",
            GoodExample = "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        };

    public static HazardDefinition NotExamined { get; } =
        new("SX2010", "was not examined in a shadow database")
        {
            Destructive = true,
            Meaning =
                "The migration holds statements whose effect only a run shows, and it could not be run in a shadow database: it needs a "
                + "role, an extension or rows that are not there, or the machine has no server for one.",
            Resolution = "Read the migration, then acknowledge it; or run the command where a shadow database can run it.",
            BadExample = "ALTER TYPE mood OWNER TO somebody_else",
        };

    public static HazardDefinition AddRequiredColumn { get; } =
        new("SX3001", "adds a column that existing rows cannot fill")
        {
            MayStop = true,
            Meaning = "The new column is NOT NULL and has no default. The step fails if the table holds rows, and nothing is changed.",
            Resolution = "Give the column a default, or add it as nullable, fill it, and make it NOT NULL in a later migration.",
            BadExample = "ALTER TABLE public.films ADD COLUMN rating integer NOT NULL",
            GoodExample = "ALTER TABLE public.films ADD COLUMN rating integer DEFAULT 0 NOT NULL",
        };

    public static HazardDefinition SetNotNull { get; } =
        new("SX3002", "fails where a column holds nulls")
        {
            MayStop = true,
            Meaning =
                "The column becomes NOT NULL. The step fails if a row holds a null, and nothing is changed. PostgreSQL reads the whole "
                + "table under an exclusive lock.",
            Resolution =
                "Fill the nulls in an earlier migration. On a large table, add CHECK (column IS NOT NULL) as NOT VALID and validate it "
                + "first: the step then reads nothing.",
            BadExample = "ALTER TABLE public.films ALTER COLUMN title SET NOT NULL",
            GoodExample =
                "ALTER TABLE public.films ADD CONSTRAINT title_set CHECK (title IS NOT NULL) NOT VALID; ALTER TABLE public.films "
                + "VALIDATE CONSTRAINT title_set",
        };

    public static HazardDefinition RewriteTable { get; } =
        new("SX3003", "may rewrite a table under an exclusive lock")
        {
            Meaning = "No value is lost by the new type, but PostgreSQL may have to write every row anew while nobody can read the table.",
            Resolution =
                "Run it when the table may be locked. On a large table, add a second column, copy the values in portions, and swap.",
            BadExample = "ALTER TABLE public.films ALTER COLUMN id TYPE bigint",
            GoodExample = "ALTER TABLE public.films ALTER COLUMN title TYPE text",
        };

    public static HazardDefinition FillNulls { get; } =
        new("SX3005", "gives rows a default in place of nulls")
        {
            ChangesRows = true,
            Meaning =
                "The column becomes NOT NULL and has a default, which existing nulls become. Afterwards they cannot be told apart from "
                + "rows that held the value before.",
            Resolution = "Fill the nulls in an earlier migration where the default is not the right value for them.",
            BadExample = "CREATE TABLE t (a INT NOT NULL DEFAULT 0) -- before: CREATE TABLE t (a INT)",
            GoodExample = "UPDATE t SET a = 1 WHERE a IS NULL",
        };

    public static HazardDefinition AddConstraint { get; } =
        new("SX3006", "fails where a row does not fit a constraint")
        {
            MayStop = true,
            Meaning = "The table gets a new constraint. The step fails if a row does not fit it, and nothing is changed.",
            Resolution = "Correct the rows in an earlier migration.",
            BadExample = "CREATE TABLE t (a INT CHECK (a > 0)) -- before: CREATE TABLE t (a INT)",
            GoodExample = "UPDATE t SET a = 1 WHERE a <= 0",
        };

    public static HazardDefinition RebuildTable { get; } =
        new("SX3010", "builds a table anew")
        {
            Meaning =
                "The change cannot be made in place. PostgreSQL copies the rows into a new table, which belongs to whoever runs the "
                + "migration, while nobody can read or write the old one; SQLite copies them twice while nobody else can write to the "
                + "database file.",
            Resolution =
                "Run it when readers and writers may wait. Appending a nullable column or one with a constant default needs no rebuild.",
            BadExample = "CREATE TABLE t (a TEXT) -- before: CREATE TABLE t (a INT)",
            GoodExample = "ALTER TABLE t ADD COLUMN b TEXT",
        };

    public static HazardDefinition RetainRows { get; } =
        new("SX3020", "retains dropped rows for a time")
        {
            Meaning = "An object that the migration drops is moved into quarantine with its rows, or a copy of its values is.",
            Resolution = "The disk space is free again after the retention period, when the retained data is purged.",
            BadExample = "ALTER TABLE public.films SET SCHEMA strata_kept_1a2b3c4d",
            GoodExample = "DROP TABLE public.films",
        };

    public static HazardDefinition UpdateRows { get; } =
        new("SX3030", "gives rows other values")
        {
            ChangesRows = true,
            Meaning = "A statement updates rows. The values before are not kept.",
            Resolution = "Acknowledge it with the migration. A down-script cannot bring the values back.",
            BadExample = "UPDATE films SET title = trim(title)",
        };

    /// <summary>Every definition, by code.</summary>
    public static IReadOnlyList<HazardDefinition> All { get; } =
    [
        DropTable,
        DropColumn,
        ChangeType,
        RemoveLabels,
        DropExtension,
        DeleteRows,
        RunProgram,
        RunCode,
        UntrustedLanguage,
        NotExamined,
        AddRequiredColumn,
        SetNotNull,
        RewriteTable,
        FillNulls,
        AddConstraint,
        RebuildTable,
        RetainRows,
        UpdateRows,
    ];
}
