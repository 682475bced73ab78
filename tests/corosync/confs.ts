/** What pcs 0.11.5 writes for `pcs cluster setup pacemaker1 rsha1 rsha2 totem token=4000`. */
export const twoNodes = `totem {
    version: 2
    cluster_name: pacemaker1
    transport: knet
    crypto_cipher: aes256
    crypto_hash: sha256
    cluster_uuid: c91a1d80b11445b88b0f57be83c9c16c
    token: 4000
}

nodelist {
    node {
        ring0_addr: rsha1
        name: rsha1
        nodeid: 1
    }

    node {
        ring0_addr: rsha2
        name: rsha2
        nodeid: 2
    }
}

quorum {
    provider: corosync_votequorum
    two_node: 1
}

logging {
    to_logfile: yes
    logfile: /var/log/corosync/corosync.log
    to_syslog: yes
    timestamp: on
}
`;

/** What Debian's package of corosync installs (shortened comments). */
export const stock = `# Please read the corosync.conf.5 manual page
totem {
	version: 2

	# Corosync itself works without a cluster name, but DLM needs one.
	cluster_name: debian
	crypto_cipher: none
	crypto_hash: none
}
logging {
	to_syslog: yes
	logger_subsys {
		subsys: QUORUM
		debug: off
	}
}
quorum {
	provider: corosync_votequorum
}
nodelist {
	node {
		name: node1
		nodeid: 1
		ring0_addr: 127.0.0.1
	}
}
`;
