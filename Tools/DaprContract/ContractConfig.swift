internal import Configuration

/// What is asked, and where: the flags of the program.
struct ContractConfig: Sendable {
    var sidecar = "http://127.0.0.1:3500"
    var appPort = 8080
    var apiToken: String?
    var appToken: String?
    var pubsub = "pubsub"
    var state = "statestore"
    /// nil: a name of its own for each run, so that events of an earlier one are not taken for this one's.
    var prefix: String?
    /// The longest wait for anything that has to come.
    var patience = Duration.seconds(30)
    /// How long is waited before a thing is believed not to come, where nothing else can tell.
    var quiet = Duration.seconds(2)
    /// Where `bindings.http` component `web` points to.
    var upstreamPort: Int?
    /// Another application's sidecar.
    var secondSidecar: String?
    var secondPort: Int?
    /// A second sidecar of the same application; only its application's port matters.
    var replicaPort: Int?
    /// The path of the application's health check, when the sidecar runs with one.
    var healthPath: String?
    /// The sidecar runs with `app-max-concurrency` 1.
    var isSerial = false
    /// The resources have a subscription to ``Name/declaredTopic``.
    var isDeclared = false
    /// The last statement ends the sidecar.
    var shutsDown = false
    var record: String?

    init() {}

    init(_ config: ConfigReader) {
        sidecar = config.value("sidecar", default: sidecar, "The sidecar's HTTP API.")
        appPort = config.value("app-port", default: appPort, "The application's port that the sidecar was told.")
        apiToken = config.optional("DAPR_API_TOKEN", secret: true, "The token that the sidecar asks for.")
        appToken = config.optional("APP_API_TOKEN", secret: true, "The token that the sidecar sends.")
        pubsub = config.value("pubsub", default: pubsub, "The pub/sub component, or none.")
        state = config.value("state", default: state, "The state store, or none.")
        prefix = config.optional("prefix", "What topics and keys begin with; by default new in each run.")
        patience = config.value("patience", default: patience, "The longest wait for what has to come.")
        quiet = config.value("quiet", default: quiet, "How long nothing must come to be believed.")
        upstreamPort = config.optional(
            "upstream-port", "Listened on for component web (bindings.http), whose url ends in /base.")
        secondSidecar = config.optional("second-sidecar", "The sidecar of another application with these components.")
        secondPort = config.optional("second-port", "The other application's port.")
        replicaPort = config.optional("replica-port", "The port of a second replica of this application.")
        healthPath = config.optional("health-path", "The sidecar checks the application's health, there.")
        isSerial = config.value("serial", default: false, "The sidecar runs with app-max-concurrency 1.")
        isDeclared = config.value("declared", default: false, "The resources of Components/declared are loaded.")
        shutsDown = config.value("shutdown", default: false, "Ends the sidecar with the last statement.")
        record = config.optional("record", "A file for all exchanges, one JSON object a statement.")
    }

    static func help(_ reader: ConfigReader) -> String {
        """
        dapr-contract: checks a Dapr sidecar against the statements that this project relies on.

        dapr-contract --sidecar URL --app-port N --pubsub NAME --state NAME [--key=value …]

        It calls the sidecar and is the application that the sidecar calls. Start the sidecar first, with its
        --app-port and without an application; Tools/DaprContract/Components holds its component files. A statement
        whose component is not there is "not applicable". Exit codes: 0 nothing failed, 1 a statement failed, 2 there
        is no sidecar to ask.

        Each key is a flag or an environment variable; the first of them wins.

        \(reader.help)
        """
    }
}
