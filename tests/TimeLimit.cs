using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: Strata.Testing.TimeLimit]

namespace Strata.Testing;

/// <summary>
/// Ends the whole run, with the name of the test that caused it, when one does not come to its end: ten minutes, or
/// <c>STRATA_TEST_MINUTES</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    private static readonly ConcurrentDictionary<string, Timer> s_running = new(StringComparer.Ordinal);

    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(
        int.TryParse(Environment.GetEnvironmentVariable("STRATA_TEST_MINUTES"), out var minutes) ? minutes : 10
    );

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        s_running[test.UniqueID] = new Timer(_ => End(test.TestDisplayName), null, s_limit, Timeout.InfiniteTimeSpan);

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (s_running.TryRemove(test.UniqueID, out var timer))
            timer.Dispose();
    }

    private static void End(string name)
    {
        Console.WriteLine($"{name} did not come to its end within {s_limit.TotalMinutes} minutes");
        Environment.Exit(3);
    }
}
