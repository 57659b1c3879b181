using Strata.Core.Model;
using Strata.Deploy.Recording;

namespace Strata.Cli.Tests;

/// <summary>The version that a rollback serves, from the record alone; and which version is older.</summary>
public sealed class DeployRecordTests
{
    // The newest first, as "kind revision previous state".
    private static ServedRevisions Served(params string[] deploys) =>
        new([
            .. deploys
                .Select(d => d.Split(' '))
                .Select(d => new DeployDetail("staging", Enum.Parse<DeployKind>(d[0]))
                {
                    Services =
                    [
                        new ServiceRecord("api")
                        {
                            Revision = d[1],
                            Previous = d[2] == "-" ? null : d[2],
                            State = Enum.Parse<ServiceState>(d[3]),
                            Serves = d.Length > 4 ? d[4] : null,
                        },
                    ],
                }),
        ]);

    [Theory]
    [InlineData("B", "A", "Full B A Done B", "Full A - Done A")]
    // A canary is undone, not what serves beside it.
    [InlineData("B", "B", "Canary C B Done B", "Full B A Done B", "Full A - Done A")]
    [InlineData("B", "B", "NoTraffic C B Done B", "Full B A Done B")]
    // After a rollback to A, once more goes to what served before A.
    [InlineData("A", "Z", "Rollback A B Done A", "Full B A Done B", "Full A Z Done A")]
    [InlineData("A", null, "Rollback A B Done A", "Full B A Done B", "Full A - Done A")]
    // The same deployed twice does not go back to itself.
    [InlineData("B", "A", "Full B B Done B", "Full B A Done B")]
    // A killed or failed one is rolled back to what it recorded.
    [InlineData("C", "B", "Full C B Begun", "Full B A Done B")]
    [InlineData(null, "B", "Full C B Failed", "Full B A Done B")]
    // One that failed and was rolled back counts for nothing.
    [InlineData("B", "A", "Full C B Back B", "Full B A Done B")]
    [InlineData("B", "A", "Full C B Untouched", "Full B A Done B")]
    [InlineData(null, null)]
    public void A_rollback_goes_to(string? serving, string? target, params string[] deploys) =>
        Assert.Equal(target, Served(deploys).Target("api", serving));

    [Theory]
    [InlineData("B", "B", "Full B A Done B")]
    // What was killed half-way serves, and the rollback does not go to it.
    [InlineData("C", "B", "Full C B Deployed", "Full B A Done B")]
    [InlineData(null, "B", "Full C B Begun", "Full B A Done B")]
    // It was put right by hand since.
    [InlineData("D", "D", "Full C B Begun", "Full B A Done B")]
    [InlineData(null, "B", "Full B A Done B")]
    [InlineData(null, null)]
    public void Before_the_next_deploy_serves(string? serving, string? previous, params string[] deploys) =>
        Assert.Equal(previous, Served(deploys).BeforeNext("api", serving));

    [Theory]
    [InlineData("1.4.0", "1.4", 0)]
    [InlineData("v1.10.0", "1.9.9", 1)]
    [InlineData("1.4.0-rc.1", "1.4.0", -1)]
    [InlineData("1.4.0-rc.2", "1.4.0-rc.10", -1)]
    [InlineData("1.4.0-3-gabcdef12", "1.4.0", 1)]
    [InlineData("v1.4.0-3-gabcdef12-dirty", "1.4.1", -1)]
    [InlineData("2", "10", -1)]
    public void Versions_are_in_order(string a, string b, int order)
    {
        Assert.Equal(order, Math.Sign(AppVersion.Parse(a)!.CompareTo(AppVersion.Parse(b))));
        Assert.Equal(-order, Math.Sign(AppVersion.Parse(b)!.CompareTo(AppVersion.Parse(a))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1.")]
    [InlineData("1.2.3.4.5")]
    [InlineData("4f5a2eb7ee12")]
    public void What_is_no_version(string text) => Assert.Null(AppVersion.Parse(text));

    [Fact]
    public void A_record_that_cannot_be_read_is_none()
    {
        var detail = new DeployDetail("staging", DeployKind.Canary)
        {
            Tag = "v1",
            Steps = [new("api build", StepState.Done) { Time = TimeSpan.FromSeconds(2), Told = "x" }],
            Services =
            [
                new("api")
                {
                    Previous = "a",
                    Percent = 5,
                    State = ServiceState.Done,
                },
            ],
        };
        var read = DeployDetail.FromJson(detail.ToJson())!;
        Assert.Equal(detail.ToJson(), read.ToJson());
        Assert.Equal((5, ServiceState.Done), (read.Services[0].Percent, read.Services[0].State));
        foreach (
            var text in new[]
            {
                "{}",
                "[]",
                "no",
                """{"environment":"a","kind":"Other"}""",
                """{"environment":"a","kind":"Full","steps":[{"state":"?"}]}""",
            }
        )
            Assert.Null(DeployDetail.FromJson(text));
    }
}
