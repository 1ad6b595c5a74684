# Italian. See en.ftl for what each text is and for the values.

title-problem = Errore: { $title }

approving = Stai autorizzando
approve-amount = Importo
approve-payee = A

continue = Continua
approve = Autorizza
cancel = Annulla e torna indietro
support = Aiuto
another-way = Prova in un altro modo
back = Indietro
copy = Copia
copied = Copiato
remember =
    { $days ->
        [one] Non chiedere più su questo browser per { $days } giorno
       *[other] Non chiedere più su questo browser per { $days } giorni
    }
remember-about = Solo su un dispositivo tuo.

method-phone = Telefono
method-sms = SMS
method-call = Telefonata
method-email = E-mail
method-authenticator = App di autenticazione
method-passkey = Passkey
method-token = Token fisico
method-push = App sul tuo dispositivo
method-recovery = Codice di recupero

about-phone = Un codice via SMS o telefonata
about-sms = Un codice via SMS
about-call = Una telefonata che ti legge un codice
about-email = Un codice via e-mail
about-authenticator = Un codice da un’app, anche senza rete
about-passkey = Impronta, volto, blocco schermo o chiave di sicurezza
about-token = Un codice da un piccolo dispositivo
about-push = Rispondere a una domanda sul telefono
about-recovery = Uno dei codici che hai conservato

choose-first-title = Aggiungi un secondo passaggio
choose-first = Proteggi il tuo account con un modo in più per dimostrare che sei tu.
choose-add-title = Aggiungi un altro metodo
choose-add = Con due metodi puoi entrare anche se ne perdi uno.
choose-another-title = Scegli un altro modo
choose-another = Come vuoi confermare che sei tu?

phone-title = Aggiungi il tuo telefono
phone = Ti invieremo un codice per verificare il numero.
phone-label = Numero di telefono
phone-hint = Con il prefisso internazionale, ad esempio +39 312 345 6789
email-title = Aggiungi il tuo indirizzo e-mail
email = Ti invieremo un codice per verificare l’indirizzo.
email-label = Indirizzo e-mail
get-sms = Ricevi un codice via SMS
get-call = Ricevi un codice per telefono
get-email = Ricevi un codice via e-mail

send-title = Conferma che sei tu
send = Invieremo un codice a { $to }.

code-title = Inserisci il codice
code-sms = Abbiamo inviato un SMS con un codice a { $to }.
code-call = Stiamo chiamando { $to } per leggerti un codice.
code-email = Abbiamo inviato un’e-mail con un codice a { $to }. Può volerci un minuto; guarda anche nella posta indesiderata.
code-app = Apri la tua app di autenticazione. Mostra il codice.
code-app-named = Apri { $name }. Mostra il codice.
code-token = Il tuo token fisico mostra il codice.
code-token-named = { $name } mostra il codice.
code-label = Codice di { $digits } cifre
code-again = Invia di nuovo
code-again-call = Chiama di nuovo
code-sms-instead = Meglio via SMS
code-call-instead = Meglio per telefono
code-change-phone = Cambia il numero
code-change-email = Cambia l’indirizzo
wait = Potrai chiederne un altro tra { $time }.
wait-over = Ora puoi chiederne un altro.

authenticator-title = Configura la tua app di autenticazione
authenticator-scan = Inquadralo con l’app
authenticator-any = Va bene qualsiasi app per codici monouso.
authenticator-qr = Codice QR per la tua app di autenticazione
authenticator-open = Apri in un’app su questo dispositivo
authenticator-typed = Non riesci a inquadrarlo?
authenticator-type = Inserisci questa chiave nell’app:
authenticator-code = Inserisci il codice che l’app mostra

passkey-make-title = Crea una passkey
passkey-make = Il dispositivo ti chiede l’impronta, il volto o il blocco schermo. Va bene anche una chiave di sicurezza.
passkey-make-button = Crea passkey
passkey-use-title = Usa la tua passkey
passkey-use = Il dispositivo ti chiede l’impronta, il volto o il blocco schermo, oppure la chiave di sicurezza.
passkey-use-button = Usa passkey
passkey-field = Oppure sceglila qui tra i suggerimenti
passkey-script = Le passkey hanno bisogno di JavaScript. Attivalo per questa pagina o scegli un altro modo.
passkey-unable = Questo browser non ha le passkey. Usa un altro browser o scegli un altro modo.
passkey-waiting = Il browser te lo sta chiedendo ora.

token-title = Aggiungi il tuo token fisico
token = Inserisci il numero di serie sul retro, poi due codici, uno dopo l’altro.
token-serial = Numero di serie
token-code = Codice che mostra ora
token-next = Codice che mostra dopo
token-next-about = Aspetta che il codice cambi o premi di nuovo il pulsante.

ask = Chiederemo sul tuo dispositivo. Tienilo a portata di mano.
ask-named = Chiederemo su { $name }. Tienilo a portata di mano.
ask-button = Chiedi sul mio dispositivo

push-title = Rispondi sul tuo dispositivo
push = Abbiamo chiesto sul tuo dispositivo. Apri lì l’app.
push-named = Abbiamo chiesto su { $name }. Apri lì l’app.
push-number = Numero sul dispositivo
push-hint = Rispondi di sì lì, poi scrivi il numero che mostra.
push-again = Chiedi di nuovo
wait-push = Potrai chiedere di nuovo tra { $time }.
wait-push-over = Ora puoi chiedere di nuovo.

device-title = Collega il tuo dispositivo
device-scan = Scansiona questo con l’app sul tuo dispositivo.
device-qr = Codice QR per l’app sul tuo dispositivo
device-copy = Apri questo link sul dispositivo:
device-waiting = In attesa del tuo dispositivo
device-connected = Il tuo dispositivo è collegato.
device-over = Questo codice è rimasto aperto troppo a lungo. Nessuno può più usarlo.
device-again = Ottieni un nuovo codice

codes-title = Conserva i tuoi codici di recupero
codes = Ognuno ti fa entrare una volta, se perdi tutto il resto. Nessuno potrà mostrarteli di nuovo: tienili in un posto sicuro, e non solo su questo dispositivo.
codes-list = Codici di recupero
codes-download = Scarica
codes-print = Stampa
codes-file = Codici di recupero per { $name }. Ognuno vale una volta.
codes-saved = Ho conservato questi codici
recovery-title = Usa un codice di recupero
recovery = Inserisci uno dei codici che hai conservato. Ognuno vale una volta.
recovery-label = Codice di recupero

methods-title = Come confermi che sei tu
methods = Ognuno di questi metodi ti fa entrare.
methods-two = Ti servono due di questi metodi per entrare.
methods-none = Non è ancora configurato nulla.
methods-codes = Codici di recupero
methods-codes-left =
    { $left ->
        [0] Nessuno rimasto
        [one] { $left } rimasto
       *[other] { $left } rimasti
    }
methods-codes-new = Creane di nuovi
methods-browsers = Browser su cui non ti viene chiesto
methods-add = Aggiungi un altro metodo
methods-finish = Fine
added = Aggiunto il { $day }
used = Ultimo uso il { $day }
used-this = Questo browser, ultimo uso il { $day }
rename = Rinomina
rename-what = Rinomina { $what }
remove = Rimuovi
remove-what = Rimuovi { $what }
forget = Dimentica
forget-what = Dimentica { $what }

remove-title = Rimuovere { $what }?
remove-about = Non ti farà più entrare.
remove-yes = Rimuovi
remove-no = Mantieni
remove-last-title = È il tuo unico metodo
remove-last = Aggiungine prima un altro. Poi potrai rimuovere questo senza restare fuori.
rename-title = Rinomina { $what }
rename-label = Nome
rename-about = Per distinguerlo dagli altri: «Telefono di lavoro».
rename-save = Salva

end-expired-title = Questa pagina è scaduta
end-expired = Per la tua sicurezza è rimasta aperta solo per poco. Torna indietro e ricomincia.
end-used-title = Questo link è già stato usato
end-used = Ciò a cui serviva è finito. Se ne hai ancora bisogno, torna indietro e ricomincia.
end-elsewhere-title = Aperto in un altro browser
end-elsewhere = È iniziato in un altro browser o in una finestra privata. Continua lì, oppure torna indietro e ricomincia qui.
end-unknown-title = Questo link non funziona
end-unknown = Forse ne manca una parte. Torna da dove sei venuto e ricomincia.
end-cookies-title = Il tuo browser blocca i cookie
end-cookies = Ne serve uno, finché questa pagina è aperta, per sapere che sei ancora tu. Consenti i cookie per questa pagina, poi riprova.
end-too-many-title = Troppi tentativi
end-too-many = Per tenere fuori gli altri, per un po’ non si accettano codici. Riprova più tardi.
end-too-many-minutes =
    { $minutes ->
        [one] Per tenere fuori gli altri, ora non si accettano codici. Riprova tra { $minutes } minuto.
       *[other] Per tenere fuori gli altri, ora non si accettano codici. Riprova tra { $minutes } minuti.
    }
end-not-enrolled-title = Ancora nessun secondo passaggio
end-not-enrolled = Non è configurato nulla con cui confermare che sei tu.
end-denied-title = Non confermato
end-denied = Nessuno è entrato. Se non ti aspettavi questa richiesta, qualcuno potrebbe conoscere la tua password: cambiala.
end-canceled-title = Ti sei fermato qui
end-canceled = Non è stato confermato nulla. Puoi ricominciare quando vuoi.
end-stale-title = Questa pagina non era aggiornata
end-stale = Forse sei tornato indietro o l’hai aperta due volte. Non è stato fatto nulla. Continua da dove sei.
end-done-title = Fatto
end-done = È tutto.
end-fault-title = Qualcosa non ha funzionato da parte nostra
end-fault = Non è colpa tua. Quello che hai configurato è al sicuro. Riprova tra un momento.
end-onward = Continua
end-retry = Riprova
end-back = Torna indietro
end-back-to = Torna a { $name }
end-close = Puoi chiudere questa pagina.

problem-missing = Compila questo campo.
problem-wrong-code = Non è questo il codice. Riprova.
problem-wrong-code-left =
    { $left ->
        [one] Non è questo il codice. Ti resta { $left } tentativo.
       *[other] Non è questo il codice. Ti restano { $left } tentativi.
    }
problem-code-over = Questo codice non vale più. Chiedine uno nuovo.
problem-used-code = Questo codice è già stato usato. Aspetta il prossimo.
problem-clock-off = Questo codice è di un altro orario. Lascia che il dispositivo regoli l’ora da solo, poi riprova.
problem-bad-phone = Non è un numero di telefono. Comincia con + e il prefisso internazionale.
problem-bad-email = Non è un indirizzo e-mail.
problem-not-served = Non possiamo inviare un codice lì. Scegline un altro.
problem-known = L’hai già configurato.
problem-too-soon = Il prossimo può essere inviato tra { $time }.
problem-too-many =
    { $minutes ->
        [one] Troppi tentativi. Aspetta { $minutes } minuto o scegli un altro modo.
       *[other] Troppi tentativi. Aspetta { $minutes } minuti o scegli un altro modo.
    }
problem-not-sent = Non siamo riusciti a inviarlo. Riprova o scegli un altro modo.
problem-bad-serial = Questo numero di serie non può essere aggiunto. Confrontalo con quello sul token.
problem-bad-codes = Non sono due codici di seguito. Inserisci quello che mostra ora, poi il successivo.
problem-passkey = Non ha funzionato. Riprova o scegli un altro modo.
problem-not-approved = Non hai ancora risposto di sì sul dispositivo. Fallo prima, poi scrivi il numero.
problem-no-answer = Nessuno ha risposto. Chiedi di nuovo o scegli un altro modo.
problem-wrong-number = Il numero non è quello. Chiedi di nuovo: il dispositivo ne mostrerà un altro.
problem-no-device = Il tuo dispositivo non è ancora collegato. Finisci nell’app, poi continua qui.
problem-wrong-recovery-code = Non è uno dei tuoi codici, o è già stato usato.
problem-not-saved = Conserva prima i codici, poi spunta la casella.
problem-bad-name = Usa da 1 a 64 caratteri.
problem-gone = Non c’è più.
problem-stale = Questa pagina non era aggiornata e non è stato fatto nulla. Riprova.

notice-sent-again = Ti abbiamo inviato un nuovo codice.
notice-asked-again = Abbiamo chiesto di nuovo sul tuo dispositivo. Mostra un numero nuovo.
notice-added = Aggiunto. Puoi usarlo da subito.
notice-renamed = Il nome è cambiato.
notice-removed = Rimosso.
notice-forgotten = Su quel browser ti verrà chiesto di nuovo.
notice-prove-first = Prima di cambiare qualcosa, conferma che sei tu.
notice-one-more = Ancora un passaggio: ora conferma con un altro metodo.
notice-set-up-again = Hai usato un codice di recupero. Se hai perso il dispositivo, configurane ora uno nuovo.
