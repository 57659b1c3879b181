using Strata.Core.Model;
using Strata.Core.Safety;
using Strata.Core.Safety.Statements;
using Strata.Core.Sql;

namespace Strata.Postgres.Statements;

/// <summary>COPY … PROGRAM: https://www.postgresql.org/docs/current/sql-copy.html</summary>
internal sealed class RunsPrograms : StatementRule
{
    public override IEnumerable<Hazard> Read(SqlTokens words)
    {
        foreach (var start in After(words, "COPY").ToList())
        {
            var isRun = After(words, "FROM", "PROGRAM").Concat(After(words, "TO", "PROGRAM")).Any(at => at > start);
            if (!isRun)
                continue;
            var subject = Relations(words, start).FirstOrDefault() ?? new ObjectId("program", ["program"]);
            yield return Hazards.RunProgram.On(subject, $"runs a program on the server for {subject.Short()}");
        }
    }
}
