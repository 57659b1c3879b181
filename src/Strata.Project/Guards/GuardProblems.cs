using Strata.Core.Problems;

namespace Strata.Project.Guards;

/// <summary>The refusals and missing confirmations of the guards.</summary>
internal static class GuardProblems
{
    internal static readonly ProblemDefinition WrongEnvironmentCopy = new("ST9005", ProblemKind.Refused, "a copy of another database")
    {
        Meaning =
            "The stamp of the database says that it was made elsewhere: it was restored, cloned, or moved to another server. "
            + "Strata does not change a copy that it may have mistaken for the original.",
        Resolution =
            "Check the URL of the environment and its tunnel. If the database was replaced or copied on purpose, run strata env adopt.",
    };

    internal static readonly ProblemDefinition OtherDatabase = new(
        "ST9006",
        ProblemKind.Refused,
        "another database answers at this address"
    )
    {
        Meaning = "The project remembers (meta/_pins.json) which database the environment is, and another one answers at its address.",
        Resolution = "Check the URL of the environment and its tunnel. If the database was replaced on purpose, run strata env adopt.",
    };

    internal static readonly ProblemDefinition MissingStamp = new("ST9007", ProblemKind.Refused, "a database without a stamp answers")
    {
        Meaning =
            "The project remembers a database with a stamp for this environment, and the database that answers has none: it "
            + "is another one, or it was emptied.",
        Resolution = "Check the URL of the environment and its tunnel. If the database was replaced on purpose, run strata env adopt.",
    };

    internal static readonly ProblemDefinition PushToProtected = new("ST9010", ProblemKind.Refused, "no push to a protected environment")
    {
        Meaning =
            "A protected environment is changed by reviewed migrations alone. It is protected by strata.json, or by the stamp in its "
            + "database.",
        Resolution = "Write the change as a migration (strata generate), and run it (strata migrate --env NAME).",
        Example = "strata push --env production",
    };

    internal static readonly ProblemDefinition PushToPreview = new(
        "ST9011",
        ProblemKind.DecisionMissing,
        "a push to a preview environment needs a person"
    )
    {
        Meaning = "A preview environment is shared. A push to it is confirmed at a terminal; no option replaces that.",
        Resolution = "Run the command at a terminal, or write a migration.",
        Example = "strata push --env preview < /dev/null",
    };

    internal static readonly ProblemDefinition StampTightened = new(
        "ST9014",
        ProblemKind.Refused,
        "the stamp became stricter during the command"
    )
    {
        Meaning =
            "The command was judged by the policy that held when it began. Before its first write the stamp in the database says "
            + "a stricter one.",
        Resolution = "Run the command again: it is judged by the stamp.",
    };

    internal static readonly ProblemDefinition NotConfirmed = new("ST1104", ProblemKind.Refused, "not confirmed")
    {
        Meaning = "A person was asked and answered no.",
        Resolution = "The message names what else can be done.",
    };

    internal static readonly ProblemDefinition FirstPush = new(
        "ST1112",
        ProblemKind.DecisionMissing,
        "a first push to a database that is not empty"
    )
    {
        Meaning = "The database holds objects, and Strata has never changed it. It may be another database than the intended one.",
        Resolution = "See the differences with strata diff. If the database is the right one, confirm at a terminal or with --yes.",
    };

    internal static readonly ProblemDefinition DataLoss = new("ST1103", ProblemKind.DecisionMissing, "the push loses data")
    {
        Meaning = "The change has hazards that destroy data, and nobody has accepted them.",
        Resolution = "Accept each with --allow CODE:object, or leave the destructive part out with --only-safe.",
    };

    internal static readonly ProblemDefinition Unacknowledged = new("ST1113", ProblemKind.DecisionMissing, "a hazard is not acknowledged")
    {
        Meaning =
            "On a protected environment every hazard of a migration that is going to run is acknowledged by a person: in the "
            + "file's head (-- strata:acknowledge), where it is reviewed, or once by --allow.",
        Resolution = "Read the hazard's page (strata explain SX…), then acknowledge it in the file.",
    };

    internal static readonly ProblemDefinition ConfirmProtected = new(
        "ST1110",
        ProblemKind.DecisionMissing,
        "a change of a protected environment is not confirmed"
    )
    {
        Meaning =
            "The operation changes the record or the identity of a protected environment, and nobody confirmed it by the "
            + "environment's name.",
        Resolution = "Run it again with --confirm NAME, or at a terminal.",
    };

    internal static readonly ProblemDefinition WrongName = new("ST2027", ProblemKind.Usage, "the confirmation names another environment")
    {
        Meaning = "--confirm holds another name than the environment's.",
        Resolution = "Write the name of the environment that the command changes.",
    };

    internal static readonly ProblemDefinition UnreadablePins = new("ST3060", ProblemKind.Inconsistent, "meta/_pins.json cannot be read")
    {
        Meaning = "The file that remembers which database each environment is, is not what Strata writes.",
        Resolution = "Restore the file from git.",
    };

    internal static readonly ProblemDefinition ReplaceProtected = new(
        "ST9051",
        ProblemKind.Refused,
        "strata.json does not allow this on a protected environment"
    )
    {
        Meaning =
            "Reset, replacement and restore of a protected environment's database are refused unless the environment's part "
            + "of strata.json allows them (\"allow\"). No option turns this off.",
        Resolution = "Add the word to \"allow\" of the environment in strata.json, where it is reviewed.",
        Example =
            "{ \"environments\": { \"production\": { \"url\": \"env:PROD\", \"policy\": \"protected\", \"allow\": [\"restore\"] } } }",
    };

    internal static readonly ProblemDefinition CopyProtected = new(
        "ST9057",
        ProblemKind.Refused,
        "this would copy protected data to a less protected environment"
    )
    {
        Meaning =
            "Rows of a protected environment are not copied to an environment that is not protected, unless the source's part "
            + "of strata.json allows it (\"allow\": [\"copy\"]).",
        Resolution = "Allow it in strata.json, or send only the content tables: deploy --sync-content.",
    };

    internal static readonly ProblemDefinition ReplaceUnconfirmed = new(
        "ST5020",
        ProblemKind.DecisionMissing,
        "a replacement of data is not confirmed"
    )
    {
        Meaning = "The operation drops or replaces everything in a database, and nobody confirmed it.",
        Resolution = "Confirm with --yes on an open environment, with --confirm NAME on any other, or at a terminal.",
    };

    internal static readonly ProblemDefinition ReplaceDeclined = new("ST5021", ProblemKind.Refused, "a replacement of data was declined")
    {
        Meaning = "A person was asked whether everything in a database may be dropped or replaced, and answered no.",
        Resolution = "Nothing was changed. Run the command again to confirm it.",
    };

    internal static readonly ProblemDefinition UnnamedEnvironment = new(
        "ST2022",
        ProblemKind.Usage,
        "the local environment is not on this machine"
    )
    {
        Meaning = "Operations that write take the environment \"local\" without its name only while its database is on this machine.",
        Resolution = "Name it: --env local.",
    };

    /// <summary>Every definition.</summary>
    public static IReadOnlyList<ProblemDefinition> All { get; } =
    [
        WrongEnvironmentCopy,
        OtherDatabase,
        MissingStamp,
        PushToProtected,
        PushToPreview,
        StampTightened,
        NotConfirmed,
        FirstPush,
        DataLoss,
        Unacknowledged,
        ConfirmProtected,
        WrongName,
        UnreadablePins,
        ReplaceProtected,
        CopyProtected,
        ReplaceUnconfirmed,
        ReplaceDeclined,
        UnnamedEnvironment,
    ];
}
