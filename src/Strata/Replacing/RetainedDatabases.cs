using System.Globalization;
using Strata.Core.Data;
using Strata.Core.Hosting;
using Strata.Core.Problems;

namespace Strata.Replacing;

/// <summary>Tells of former databases that are retained beside the one that is swapped.</summary>
internal static class RetainedDatabases
{
    /// <summary>Names each, and the operation that swaps it back.</summary>
    public static void Retained(this IProgress<StrataEvent> progress, string environment, IEnumerable<SideDatabase> retained)
    {
        foreach (var former in retained)
        {
            var until = string.Create(CultureInfo.InvariantCulture, $"{former.Until:yyyy-MM-dd HH:mm} UTC");
            Remedy back = $"{Call.Strata("undo-wipe").With("env", environment).With("former", former.Name)}";
            progress.Note($"the former database {former.Name} is retained too, until {until}; to swap it back: {back}");
        }
    }
}
