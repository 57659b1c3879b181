using System.Globalization;
using Strata.Schema.Output;

namespace Strata.SchemaHost;

/// <summary>Ends the process when the user's code does not. A thread of its own: the code may hold every other one.</summary>
internal static class Watchdog
{
    public static void Start(TimeSpan limit, Report report)
    {
        var thread = new Thread(() => Watch(limit, report))
        {
            IsBackground = true,
            Name = "watchdog",
            Priority = ThreadPriority.AboveNormal,
        };
        thread.Start();
    }

    private static void Watch(TimeSpan limit, Report report)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(limit);
        var seconds = limit.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture);
        var what = $"the schema did not finish within {seconds} s; look for a loop that never ends, or for code that waits";
        Environment.Exit(report.Write(SchemaScript.Failed(new SchemaError("", 0, 0, "TIMEOUT", what))));
    }
}
