# French. See en.ftl for what each text is and for the values.

title-problem = Erreur : { $title }

approving = Vous autorisez
approve-amount = Montant
approve-payee = Bénéficiaire

continue = Continuer
approve = Autoriser
cancel = Annuler et revenir
support = Aide
another-way = Essayer autrement
back = Retour
copy = Copier
copied = Copié
remember =
    { $days ->
        [one] Ne plus demander sur ce navigateur pendant { $days } jour
       *[other] Ne plus demander sur ce navigateur pendant { $days } jours
    }
remember-about = Seulement sur un appareil qui vous appartient.

method-phone = Téléphone
method-sms = SMS
method-call = Appel téléphonique
method-email = E-mail
method-authenticator = Application d’authentification
method-passkey = Clé d’accès
method-token = Jeton matériel
method-push = Application sur votre appareil
method-recovery = Code de secours

about-phone = Un code par SMS ou par appel
about-sms = Un code par SMS
about-call = Un appel qui vous lit un code
about-email = Un code par e-mail
about-authenticator = Un code d’une application, même hors ligne
about-passkey = Empreinte, visage, verrouillage d’écran ou clé de sécurité
about-token = Un code d’un petit appareil
about-push = Répondre à une question sur votre téléphone
about-recovery = L’un des codes que vous avez conservés

choose-first-title = Ajouter une seconde étape
choose-first = Protégez votre compte avec un moyen de plus de montrer que c’est bien vous.
choose-add-title = Ajouter une autre méthode
choose-add = Avec deux méthodes, vous gardez l’accès même si vous en perdez une.
choose-another-title = Choisir un autre moyen
choose-another = Comment voulez-vous confirmer que c’est bien vous ?

phone-title = Ajouter votre téléphone
phone = Nous vous enverrons un code pour vérifier le numéro.
phone-label = Numéro de téléphone
phone-hint = Avec l’indicatif du pays, par exemple +33 6 12 34 56 78
email-title = Ajouter votre adresse e-mail
email = Nous vous enverrons un code pour vérifier l’adresse.
email-label = Adresse e-mail
get-sms = Recevoir un code par SMS
get-call = Recevoir un code par appel
get-email = Recevoir un code par e-mail

send-title = Confirmez que c’est bien vous
send = Nous enverrons un code à { $to }.

code-title = Saisissez le code
code-sms = Nous avons envoyé un SMS avec un code au { $to }.
code-call = Nous appelons le { $to } pour vous lire un code.
code-email = Nous avons envoyé un e-mail avec un code à { $to }. Cela peut prendre une minute ; regardez aussi dans les indésirables.
code-app = Ouvrez votre application d’authentification. Elle affiche le code.
code-app-named = Ouvrez { $name }. Le code s’y affiche.
code-token = Votre jeton matériel affiche le code.
code-token-named = { $name } affiche le code.
code-label = Code à { $digits } chiffres
code-again = Renvoyer
code-again-call = Rappeler
code-sms-instead = Plutôt par SMS
code-call-instead = Plutôt par appel
code-change-phone = Modifier le numéro
code-change-email = Modifier l’adresse
wait = Vous pourrez en demander un autre dans { $time }.
wait-over = Vous pouvez maintenant en demander un autre.

authenticator-title = Configurer votre application d’authentification
authenticator-scan = Scannez ceci avec l’application
authenticator-any = Toute application de codes à usage unique convient.
authenticator-qr = Code QR pour votre application d’authentification
authenticator-open = Ouvrir dans une application sur cet appareil
authenticator-typed = Impossible de scanner ?
authenticator-type = Saisissez cette clé dans l’application :
authenticator-code = Saisissez le code affiché par l’application

passkey-make-title = Créer une clé d’accès
passkey-make = Votre appareil demande votre empreinte, votre visage ou le verrouillage d’écran. Une clé de sécurité convient aussi.
passkey-make-button = Créer la clé d’accès
passkey-use-title = Utiliser votre clé d’accès
passkey-use = Votre appareil demande votre empreinte, votre visage ou le verrouillage d’écran, ou votre clé de sécurité.
passkey-use-button = Utiliser la clé d’accès
passkey-field = Ou choisissez-la ici parmi les suggestions
passkey-script = Les clés d’accès ont besoin de JavaScript. Activez-le pour cette page ou choisissez un autre moyen.
passkey-unable = Ce navigateur ne connaît pas les clés d’accès. Utilisez un autre navigateur ou choisissez un autre moyen.
passkey-waiting = Votre navigateur vous interroge maintenant.

token-title = Ajouter votre jeton matériel
token = Saisissez le numéro de série au dos, puis deux codes, l’un après l’autre.
token-serial = Numéro de série
token-code = Code affiché maintenant
token-next = Code affiché ensuite
token-next-about = Attendez que le code change ou appuyez de nouveau sur le bouton.

ask = Nous allons interroger votre appareil. Gardez-le à portée de main.
ask-named = Nous allons interroger { $name }. Gardez-le à portée de main.
ask-button = Interroger mon appareil

push-title = Répondez sur votre appareil
push = Nous avons interrogé votre appareil. Ouvrez-y l’application.
push-named = Nous avons interrogé { $name }. Ouvrez-y l’application.
push-number = Nombre sur l’appareil
push-hint = Acceptez-y la demande, puis saisissez le nombre affiché.
push-again = Redemander
wait-push = Vous pourrez redemander dans { $time }.
wait-push-over = Vous pouvez maintenant redemander.

device-title = Connectez votre appareil
device-scan = Scannez ceci avec l’application de votre appareil.
device-qr = Code QR pour l’application de votre appareil
device-copy = Ouvrez ce lien sur l’appareil :
device-waiting = En attente de votre appareil
device-connected = Votre appareil est connecté.
device-over = Ce code est resté ouvert trop longtemps. Plus personne ne peut l’utiliser.
device-again = En obtenir un nouveau

codes-title = Conservez vos codes de secours
codes = Chacun vous donne accès une fois si vous perdez tout le reste. Personne ne pourra vous les montrer de nouveau : gardez-les en lieu sûr, et pas seulement sur cet appareil.
codes-list = Codes de secours
codes-download = Télécharger
codes-print = Imprimer
codes-file = Codes de secours pour { $name }. Chacun sert une fois.
codes-saved = J’ai conservé ces codes
recovery-title = Utiliser un code de secours
recovery = Saisissez l’un des codes que vous avez conservés. Chacun sert une fois.
recovery-label = Code de secours

methods-title = Comment vous confirmez que c’est vous
methods = N’importe laquelle de ces méthodes vous donne accès.
methods-two = Il vous faut deux de ces méthodes pour accéder à votre compte.
methods-none = Rien n’est encore configuré.
methods-codes = Codes de secours
methods-codes-left =
    { $left ->
        [0] Aucun restant
        [one] { $left } restant
       *[other] { $left } restants
    }
methods-codes-new = En créer de nouveaux
methods-browsers = Navigateurs où rien n’est demandé
methods-add = Ajouter une autre méthode
methods-finish = Terminé
added = Ajouté le { $day }
used = Dernière utilisation le { $day }
used-this = Ce navigateur, dernière utilisation le { $day }
rename = Renommer
rename-what = Renommer { $what }
remove = Supprimer
remove-what = Supprimer { $what }
forget = Oublier
forget-what = Oublier { $what }

remove-title = Supprimer { $what } ?
remove-about = Cette méthode ne vous donnera plus accès.
remove-yes = Supprimer
remove-no = Garder
remove-last-title = C’est votre seule méthode
remove-last = Ajoutez-en d’abord une autre. Vous pourrez ensuite supprimer celle-ci sans perdre l’accès.
rename-title = Renommer { $what }
rename-label = Nom
rename-about = Pour la distinguer des autres : « Téléphone du travail ».
rename-save = Enregistrer

end-expired-title = Cette page a expiré
end-expired = Pour votre sécurité, elle n’était ouverte que peu de temps. Revenez en arrière et recommencez.
end-used-title = Ce lien a déjà servi
end-used = Ce pour quoi il était fait est terminé. Si vous en avez encore besoin, revenez en arrière et recommencez.
end-elsewhere-title = Ouvert dans un autre navigateur
end-elsewhere = Cela a commencé dans un autre navigateur ou une fenêtre privée. Continuez là-bas, ou revenez en arrière et recommencez ici.
end-unknown-title = Ce lien ne fonctionne pas
end-unknown = Il en manque peut-être une partie. Revenez d’où vous venez et recommencez.
end-cookies-title = Votre navigateur bloque les cookies
end-cookies = Il en faut un, tant que cette page est ouverte, pour savoir que c’est toujours vous. Autorisez les cookies pour cette page, puis réessayez.
end-too-many-title = Trop d’essais
end-too-many = Pour tenir les autres à l’écart, aucun code n’est accepté pendant un moment. Réessayez plus tard.
end-too-many-minutes =
    { $minutes ->
        [one] Pour tenir les autres à l’écart, aucun code n’est accepté pour l’instant. Réessayez dans { $minutes } minute.
       *[other] Pour tenir les autres à l’écart, aucun code n’est accepté pour l’instant. Réessayez dans { $minutes } minutes.
    }
end-not-enrolled-title = Pas encore de seconde étape
end-not-enrolled = Rien n’est configuré qui permette de confirmer que c’est bien vous.
end-denied-title = Non confirmé
end-denied = Personne n’a eu accès. Si vous ne vous attendiez pas à cette demande, quelqu’un connaît peut-être votre mot de passe : changez-le.
end-canceled-title = Vous avez arrêté ici
end-canceled = Rien n’a été confirmé. Vous pouvez recommencer à tout moment.
end-stale-title = Cette page n’était plus à jour
end-stale = Vous êtes peut-être revenu en arrière, ou elle est ouverte deux fois. Rien n’a été fait. Continuez là où vous en êtes.
end-done-title = Terminé
end-done = C’est tout.
end-fault-title = Une erreur s’est produite de notre côté
end-fault = Vous n’y êtes pour rien. Ce que vous avez configuré est conservé. Réessayez dans un instant.
end-onward = Continuer
end-retry = Réessayer
end-back = Revenir
end-back-to = Revenir à { $name }
end-close = Vous pouvez fermer cette page.

problem-missing = Remplissez ce champ.
problem-wrong-code = Ce n’est pas le bon code. Réessayez.
problem-wrong-code-left =
    { $left ->
        [one] Ce n’est pas le bon code. Il vous reste { $left } essai.
       *[other] Ce n’est pas le bon code. Il vous reste { $left } essais.
    }
problem-code-over = Ce code n’est plus valable. Demandez-en un nouveau.
problem-used-code = Ce code a déjà servi. Attendez le suivant.
problem-clock-off = Ce code correspond à une autre heure. Laissez votre appareil régler son heure automatiquement, puis réessayez.
problem-bad-phone = Ce n’est pas un numéro de téléphone. Commencez par + et l’indicatif du pays.
problem-bad-email = Ce n’est pas une adresse e-mail.
problem-not-served = Nous ne pouvons pas y envoyer de code. Choisissez autre chose.
problem-known = Vous l’avez déjà configuré.
problem-too-soon = Le prochain pourra être envoyé dans { $time }.
problem-too-many =
    { $minutes ->
        [one] Trop d’essais. Attendez { $minutes } minute ou choisissez un autre moyen.
       *[other] Trop d’essais. Attendez { $minutes } minutes ou choisissez un autre moyen.
    }
problem-not-sent = L’envoi a échoué. Réessayez ou choisissez un autre moyen.
problem-bad-serial = Ce numéro de série ne peut pas être ajouté. Comparez-le à celui du jeton.
problem-bad-codes = Ce ne sont pas deux codes qui se suivent. Saisissez celui affiché maintenant, puis le suivant.
problem-passkey = Cela n’a pas fonctionné. Réessayez ou choisissez un autre moyen.
problem-not-approved = Vous n’avez pas encore accepté sur l’appareil. Faites-le d’abord, puis saisissez le nombre.
problem-no-answer = Personne n’a répondu. Redemandez ou choisissez un autre moyen.
problem-wrong-number = Ce n’est pas le bon nombre. Redemandez : l’appareil en affichera un autre.
problem-no-device = Votre appareil n’est pas encore connecté. Terminez dans l’application, puis continuez ici.
problem-wrong-recovery-code = Ce n’est pas l’un de vos codes, ou il a déjà servi.
problem-not-saved = Conservez d’abord les codes, puis cochez la case.
problem-bad-name = Utilisez de 1 à 64 caractères.
problem-gone = Cela n’existe plus.
problem-stale = Cette page n’était plus à jour et rien n’a été fait. Réessayez.

notice-sent-again = Nous vous avons envoyé un nouveau code.
notice-asked-again = Nous avons de nouveau interrogé votre appareil. Il affiche un nouveau nombre.
notice-added = Ajouté. Vous pouvez l’utiliser dès maintenant.
notice-renamed = Le nom est modifié.
notice-removed = Supprimé.
notice-forgotten = Ce navigateur sera de nouveau interrogé.
notice-prove-first = Avant tout changement, confirmez que c’est bien vous.
notice-one-more = Encore une étape : confirmez maintenant par une autre méthode.
notice-set-up-again = Vous avez utilisé un code de secours. Si vous avez perdu votre appareil, configurez-en un nouveau maintenant.
