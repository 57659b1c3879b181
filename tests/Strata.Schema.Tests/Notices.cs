using Strata.Core.Hosting;

namespace Strata.Schema.Tests;

/// <summary>The notices that a load reported, in order.</summary>
internal sealed class Notices : IProgress<StrataEvent>
{
    public List<string> Texts { get; } = [];

    public void Report(StrataEvent value)
    {
        if (value is Notice notice)
            Texts.Add(notice.Text.ToString());
    }
}
