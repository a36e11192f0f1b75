using System;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>The broker's Spring file.</summary>
internal static class ActiveMqConfiguration
{
    /// <summary>What lets bob read the queues below "readonly.".</summary>
    public static string Readonly => Entry("queue", "readonly.>", "users,limited", "users", "users,limited");

    public static string Xml(
        Scratch scratch, ActiveMqPorts ports, TestCertificates certificates, string trust, string connectorOptions, string policy, string store,
        string guestsPasscode) => $"""
        <beans xmlns="http://www.springframework.org/schema/beans" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
               xsi:schemaLocation="http://www.springframework.org/schema/beans http://www.springframework.org/schema/beans/spring-beans.xsd
                                   http://activemq.apache.org/schema/core http://activemq.apache.org/schema/core/activemq-core.xsd">
          <broker xmlns="http://activemq.apache.org/schema/core" brokerName="stomp{ports.Stomp}" useJmx="false" start="true"
                  dataDirectory="{scratch.PathOf("data")}" tmpDataDirectory="{scratch.PathOf("tmp")}">
            {Policy(policy)}
            <persistenceAdapter>
              <kahaDB directory="{scratch.PathOf("data", "kahadb")}" journalMaxFileLength="4mb" {store}/>
            </persistenceAdapter>
            {Plugins(guestsPasscode)}
            <sslContext>
              <sslContext keyStore="file:{certificates.Server.Bundle}" keyStoreType="PKCS12" keyStorePassword="{TestCertificates.Password}"
                          trustStore="file:{trust}" trustStoreType="PKCS12" trustStorePassword="{TestCertificates.Password}"/>
            </sslContext>
            <systemUsage>
              <systemUsage>
                <memoryUsage><memoryUsage limit="64 mb"/></memoryUsage>
                <storeUsage><storeUsage limit="2 gb"/></storeUsage>
                <tempUsage><tempUsage limit="64 mb"/></tempUsage>
              </systemUsage>
            </systemUsage>
            <transportConnectors>
              {Connector("stomp", "stomp", ports.Stomp, connectorOptions)}
              {Connector("tls", "stomp+ssl", ports.Tls, connectorOptions)}
              {Connector("mtls", "stomp+ssl", ports.Mtls, "needClientAuth=true&" + connectorOptions)}
              {Connector("nio", "stomp+nio", ports.Nio, connectorOptions)}
              {Connector("niotls", "stomp+nio+ssl", ports.NioTls, connectorOptions)}
              <transportConnector name="openwire" uri="tcp://127.0.0.1:{ports.OpenWire}"/>
              {Connector("small", "stomp", ports.SmallFrames, "wireFormat.maxFrameSize=65536&" + connectorOptions)}
            </transportConnectors>
          </broker>
        </beans>
        """;

    /// <summary>Entries that match the same destination are united, so bob's do not take anything from the others.</summary>
    private static string Plugins(string guestsPasscode) => $"""
        <plugins>
          <simpleAuthenticationPlugin anonymousAccessAllowed="false">
            <users>
              <authenticationUser username="guest" password="{guestsPasscode}" groups="users"/>
              <authenticationUser username="alice" password="s3cret" groups="users"/>
              <authenticationUser username="admin" password="admin" groups="users"/>
              <authenticationUser username="bob" password="{RabbitMqBroker.BobsPasscode}" groups="limited"/>
            </users>
          </simpleAuthenticationPlugin>
          <authorizationPlugin><map><authorizationMap>
            <authorizationEntries>
              {Entry("queue", ">", "users", "users", "users")}
              {Entry("topic", ">", "users", "users", "users")}
              {Entry("queue", "bob.>", "users,limited", "users,limited", "users,limited")}
              {Entry("topic", "bob.>", "users,limited", "users,limited", "users,limited")}
              {Readonly}
              {Entry("topic", "ActiveMQ.Advisory.>", "users,limited", "users,limited", "users,limited")}
            </authorizationEntries>
            <tempDestinationAuthorizationEntry>
              <tempDestinationAuthorizationEntry read="users,limited" write="users,limited" admin="users,limited"/>
            </tempDestinationAuthorizationEntry>
          </authorizationMap></map></authorizationPlugin>
        </plugins>
        """;

    private static string Policy(string attributes) => attributes.Length == 0
        ? ""
        : $"""<destinationPolicy><policyMap><policyEntries><policyEntry queue=">" {attributes}/></policyEntries></policyMap></destinationPolicy>""";

    private static string Entry(string kind, string pattern, string read, string write, string admin) =>
        $"""<authorizationEntry {kind}="{pattern}" read="{read}" write="{write}" admin="{admin}"/>""";

    private static string Connector(string name, string scheme, int port, string options)
    {
        // without tcpNoDelay every second small frame in a row comes 40 ms late
        var query = ("transport.tcpNoDelay=true&" + options).TrimEnd('&').Replace("&", "&amp;", StringComparison.Ordinal);
        return $"""<transportConnector name="{name}" uri="{scheme}://127.0.0.1:{port}?{query}"/>""";
    }
}
